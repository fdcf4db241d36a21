//! Adam in one pass over each parameter.
//!
//! burn's own takes thirteen, one an operation, each over memory: with a minibatch's gradients worked
//! out on all cores it was the longest thing that only one core did (`docs/benchmarks.md`).

use burn::optim::{AdamState, AdaptiveMomentumState, LearningRate, ModuleOptimizer, Optimizer};
use burn::tensor::{Device, Tensor, TensorData};
use pulp::{Arch, NullaryFnOnce};

use super::collect::values;

const BETA_1: f32 = 0.9;
const BETA_2: f32 = 0.999;
const EPSILON: f32 = 1e-8;

/// Adam (Kingma & Ba 2015) without weight decay, its numbers and its record those of burn's to the
/// last bit.
#[derive(Clone)]
struct Adam;

/// An optimiser for a whole module.
pub(super) fn adam() -> ModuleOptimizer {
    ModuleOptimizer::from(Adam)
}

impl Optimizer for Adam {
    type State<const D: usize> = AdamState<D>;

    fn step<const D: usize>(
        &self,
        rate: LearningRate,
        parameter: Tensor<D>,
        gradient: Tensor<D>,
        state: Option<AdamState<D>>,
    ) -> (Tensor<D>, Option<AdamState<D>>) {
        let device = parameter.device();
        let shape = parameter.shape();
        let (mut parameter, gradient) = (values(parameter), values(gradient));
        let (time, mut moment_1, mut moment_2) = match state {
            Some(AdamState { momentum: m }) => (m.time, values(m.moment_1), values(m.moment_2)),
            // the zero that leaves the sign of whatever is added to it
            None => (0, vec![-0.0; gradient.len()], vec![0.0; gradient.len()]),
        };
        let time = time + 1;
        let correction = (1.0 - BETA_2.powi(time as i32)).sqrt();
        Arch::new().dispatch(Step {
            parameter: &mut parameter,
            gradient: &gradient,
            moment_1: &mut moment_1,
            moment_2: &mut moment_2,
            factor: correction / (1.0 - BETA_1.powi(time as i32)),
            epsilon: EPSILON * correction,
            rate: rate as f32,
        });
        let tensor = |values| Tensor::from_data(TensorData::new(values, shape.clone()), &device);
        let momentum = AdaptiveMomentumState::new(time, tensor(moment_1), tensor(moment_2));
        (tensor(parameter), Some(AdamState::new(momentum)))
    }

    fn to_device<const D: usize>(mut state: AdamState<D>, device: &Device) -> AdamState<D> {
        state.momentum = state.momentum.to_device(device);
        state
    }
}

/// One step of a parameter, all slices of its length.
struct Step<'a> {
    parameter: &'a mut [f32],
    gradient: &'a [f32],
    /// Running means of the gradient and of its square.
    moment_1: &'a mut [f32],
    moment_2: &'a mut [f32],
    /// Corrects both means' start from zero.
    factor: f32,
    epsilon: f32,
    rate: f32,
}

impl NullaryFnOnce for Step<'_> {
    type Output = ();

    #[inline(always)]
    fn call(self) {
        let moments = self.moment_1.iter_mut().zip(self.moment_2);
        let parameters = self.parameter.iter_mut().zip(self.gradient);
        for ((value, &g), (m, v)) in parameters.zip(moments) {
            *m = *m * BETA_1 + g * (1.0 - BETA_1);
            *v = *v * BETA_2 + g * g * (1.0 - BETA_2);
            *value -= *m * self.factor / (v.sqrt() + self.epsilon) * self.rate;
        }
    }
}

#[cfg(test)]
mod tests {
    use burn::nn::{Linear, LinearConfig};
    use burn::optim::{AdamConfig, GradientsParams};

    use super::*;

    fn gradients(layer: &Linear, scale: f32) -> GradientsParams {
        let input = Tensor::<2>::ones([3, 40], &layer.weight.val().device()) * scale;
        let output = layer.forward(input);
        GradientsParams::from_grads((output.clone() * output).sum().backward(), layer)
    }

    fn bits(layer: &Linear) -> Vec<u32> {
        let bias = layer.bias.as_ref().expect("layers have a bias").val();
        let all = [values(layer.weight.val().inner()), values(bias.inner())].concat();
        all.into_iter().map(f32::to_bits).collect()
    }

    fn bits_of(tensor: &Tensor<1>) -> Vec<u32> {
        values(tensor.clone())
            .into_iter()
            .map(f32::to_bits)
            .collect()
    }

    #[test]
    fn moments_are_those_of_burns_own_with_the_sign_of_a_zero_too() {
        let device = Device::flex();
        let tensor = |values: [f32; 5]| Tensor::<1>::from_floats(values, &device);
        let start = tensor([-0.0, 0.0, 1.0, -2.0, 0.3]);
        let (mut ours, mut burns) = ((start.clone(), None), (start, None));
        let burns_own = AdamConfig::new().with_epsilon(EPSILON).build();
        for gradient in [[-0.0, -0.0, 0.0, 1e-20, -3.0], [0.0, -0.0, 2.0, -1e-3, 0.5]] {
            ours = Adam.step(1e-3, ours.0, tensor(gradient), ours.1);
            burns = burns_own.step(1e-3, burns.0, tensor(gradient), burns.1);
            assert_eq!(bits_of(&ours.0), bits_of(&burns.0));
            let [a, b] = [&ours.1, &burns.1].map(|state| &state.as_ref().unwrap().momentum);
            assert_eq!(a.time, b.time);
            assert_eq!(bits_of(&a.moment_1), bits_of(&b.moment_1));
            assert_eq!(bits_of(&a.moment_2), bits_of(&b.moment_2));
        }
    }

    #[test]
    fn parameters_and_record_are_those_of_burns_own() {
        let device = Device::flex().autodiff();
        let mut ours = LinearConfig::new(40, 33).init(&device);
        let mut burns = ours.clone();
        let start = bits(&ours);
        let own = || AdamConfig::new().with_epsilon(EPSILON).init();
        let mut optimisers = (adam(), own());
        for step in 0..30 {
            let scale = if step % 3 == 0 { -0.2 } else { 0.7 };
            let (a, b) = (gradients(&ours, scale), gradients(&burns, scale));
            let rate = 1e-3 + 1e-4 * f64::from(step);
            ours = optimisers.0.step(rate, ours, a);
            burns = optimisers.1.step(rate, burns, b);
            assert!(bits(&ours) == bits(&burns), "step {step}");
            if step == 15 {
                // each goes on from what the other saved
                let (a, b) = optimisers;
                let (a, b) = (a.into_bytes().unwrap(), b.into_bytes().unwrap());
                optimisers = (adam().from_bytes(b).unwrap(), own().from_bytes(a).unwrap());
            }
        }
        assert_ne!(bits(&ours), start);
    }
}
