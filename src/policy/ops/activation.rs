//! `exp`, sigmoid and tanh, written so that the compiler vectorises loops of them for whatever the
//! processor offers (AVX2, AVX-512), chosen at run time by `pulp`.
//!
//! What `pulp` dispatches has to be inlined whole. A closure as long as the LSTM's step was not: it
//! ran on four lanes on every processor. Such a kernel is a struct whose `call` is `inline(always)`.

/// e^x to about 2 ulp for |x| <= 87; clamped beyond.
///
/// Cody-Waite reduction to [-ln 2 / 2, ln 2 / 2] and a polynomial of degree 6; no calls, so that a
/// loop of it vectorises.
#[inline(always)]
pub(super) fn exp(x: f32) -> f32 {
    // adding and taking away 1.5 x 2^23 rounds to the nearest integer
    const ROUND: f32 = 12_582_912.0;
    const LN_2_HIGH: f32 = 0.693_359_4;
    const LN_2_LOW: f32 = -2.121_944_4e-4;
    let x = x.clamp(-87.0, 87.0);
    let shifted = x * std::f32::consts::LOG2_E + ROUND;
    let n = shifted - ROUND;
    let r = x - n * LN_2_HIGH - n * LN_2_LOW;
    let mut p = 1.0 / 720.0;
    p = p * r + 1.0 / 120.0;
    p = p * r + 1.0 / 24.0;
    p = p * r + 1.0 / 6.0;
    p = p * r + 0.5;
    p = p * r + 1.0;
    p = p * r + 1.0;
    let exponent = shifted
        .to_bits()
        .wrapping_sub(ROUND.to_bits())
        .wrapping_add(127)
        << 23;
    p * f32::from_bits(exponent)
}

/// 1 / (1 + e^-x)
#[inline(always)]
pub(super) fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + exp(-x))
}

/// tanh x = 2 sigmoid(2x) - 1
#[inline(always)]
pub(super) fn tanh(x: f32) -> f32 {
    2.0 * sigmoid(2.0 * x) - 1.0
}

/// The same number, or zero where it is so small (below 1e-30) that products of it would be subnormal:
/// on some processors each such number costs a matrix product over a hundred cycles.
#[inline(always)]
pub(super) fn flush(x: f32) -> f32 {
    if x.abs() < 1e-30 { 0.0 } else { x }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agrees_with_the_standard_library() {
        for step in -8000..=8000 {
            let x = step as f32 * 0.01;
            let exact = f64::from(x).exp();
            assert!((f64::from(exp(x)) / exact - 1.0).abs() < 1e-6, "exp {x}");
            let exact = f64::from(x).tanh();
            assert!((f64::from(tanh(x)) - exact).abs() < 3e-7, "tanh {x}");
        }
    }

    #[test]
    fn only_what_is_too_small_to_matter_is_flushed() {
        for x in [1e-29, -1e-29, 0.5, -3.0, f32::INFINITY] {
            assert_eq!(flush(x), x);
        }
        for x in [9e-31, -9e-31, 1e-40, 0.0] {
            assert_eq!(flush(x), 0.0);
        }
        assert!(flush(f32::NAN).is_nan());
    }
}
