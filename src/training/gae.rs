//! Generalised advantage estimation (Schulman et al. 2016).

/// Advantages and returns of `sequences` sequences of `horizon` steps, row-major `[N, T]`.
///
/// `ends[n, t]` is true where the episode ended after step t: nothing is carried across. The value
/// of a time-out's last state must already be part of its reward. `last_values` `[N]` are those of
/// the states after the horizon.
pub fn generalised_advantages(
    rewards: &[f32],
    values: &[f32],
    ends: &[bool],
    last_values: &[f32],
    gamma: f32,
    lambda: f32,
) -> (Vec<f32>, Vec<f32>) {
    let horizon = rewards.len() / last_values.len().max(1);
    let mut advantages = vec![0.0; rewards.len()];
    for (sequence, &last_value) in last_values.iter().enumerate() {
        let mut advantage = 0.0;
        let mut next_value = last_value;
        for at in (sequence * horizon..(sequence + 1) * horizon).rev() {
            let carried = if ends[at] { 0.0 } else { 1.0 };
            let delta = rewards[at] + gamma * next_value * carried - values[at];
            advantage = delta + gamma * lambda * carried * advantage;
            advantages[at] = advantage;
            next_value = values[at];
        }
    }
    let returns = advantages.iter().zip(values).map(|(a, v)| a + v).collect();
    (advantages, returns)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_lambda_one_returns_are_discounted_sums() {
        let (_, returns) = generalised_advantages(
            &[1.0, 2.0, 3.0],
            &[0.3, -0.7, 5.0],
            &[false; 3],
            &[10.0],
            0.5,
            1.0,
        );
        let expected = [1.0 + 1.0 + 0.75 + 1.25, 2.0 + 1.5 + 2.5, 3.0 + 5.0];
        for (got, want) in returns.iter().zip(expected) {
            assert!((got - want).abs() < 1e-6, "{returns:?}");
        }
    }

    #[test]
    fn nothing_crosses_an_episode_end_or_a_sequence() {
        let rewards = [1.0, 1.0, 1.0, 100.0];
        let ends = [false, true, false, false];
        let (advantages, _) =
            generalised_advantages(&rewards, &[0.0; 4], &ends, &[7.0, 0.0], 0.9, 0.9);
        assert!((advantages[1] - 1.0).abs() < 1e-6);
        assert!((advantages[0] - 1.81).abs() < 1e-6);
        assert!((advantages[2] - (1.0 + 81.0)).abs() < 1e-4);
    }

    #[test]
    fn with_lambda_zero_advantages_are_one_step_errors() {
        let (advantages, _) =
            generalised_advantages(&[1.0, 0.0], &[2.0, 4.0], &[false; 2], &[6.0], 0.5, 0.0);
        assert!((advantages[0] - 1.0).abs() < 1e-6);
        assert!((advantages[1] + 1.0).abs() < 1e-6);
    }
}
