"""Training end to end: MuJoCo and NumPy collect, PyTorch learns; control steps a second.

One iteration as `src/training` does it: 256 robots act for 24 control steps, advantages, four epochs
of updates. See `task.py` for how the robots are stepped, `ppo.py` for the actors.
"""

import numpy as np
import torch

from ppo import (
    ACTORS, CONFIG, ENVIRONMENTS, HORIZON, OBSERVATION, PPO, PRIVILEGED, UNITS, Learner,
)
from task import Envs
from timing import arguments, rate, tell

STEPPING = ["loop", "threads", "rollout"]
DEVIATION = CONFIG["exploration"][0][1]


class Normaliser:
    """Running mean and variance."""

    def __init__(self, entries):
        self.count, self.mean, self.variance = 1e-4, np.zeros(entries), np.ones(entries)

    def update(self, samples):
        n, total = len(samples), self.count + len(samples)
        delta = samples.mean(0) - self.mean
        spread = self.variance * self.count + samples.var(0) * n
        self.variance = (spread + delta**2 * self.count * n / total) / total
        self.mean = self.mean + delta * n / total
        self.count = total

    def __call__(self, samples):
        scaled = (samples - self.mean) / np.sqrt(self.variance + 1e-5)
        return torch.from_numpy(scaled.clip(-10, 10).astype(np.float32))


class Trainer:
    def __init__(self, actor, stepping):
        self.envs, self.learner = Envs(stepping), Learner(actor)
        self.normaliser = Normaliser(OBSERVATION)
        self.privileged_normaliser = Normaliser(PRIVILEGED)
        self.hidden = torch.zeros(ENVIRONMENTS, UNITS)
        self.cell = torch.zeros(ENVIRONMENTS, UNITS)
        self.keep = torch.zeros(ENVIRONMENTS)

    @torch.inference_mode()
    def collect(self):
        actor, critic = self.learner.actor, self.learner.critic
        names = ["observations", "privileged", "keep", "actions", "means"]
        kept = {name: [] for name in names}
        start = {"hidden": self.hidden.clone(), "cell": self.cell.clone()}
        rewards = np.zeros((ENVIRONMENTS, HORIZON), np.float32)
        ends = np.zeros((ENVIRONMENTS, HORIZON), bool)
        seen, seen_privileged = [], []
        for t in range(HORIZON):
            observations, privileged = self.envs.observe()
            seen.append(observations)
            seen_privileged.append(privileged)
            observations = self.normaliser(observations)
            kept["observations"].append(observations)
            kept["privileged"].append(self.privileged_normaliser(privileged))
            kept["keep"].append(self.keep)
            # an episode that begins here begins without memory, whatever the actor
            self.hidden, self.cell = self.hidden * self.keep[:, None], self.cell * self.keep[:, None]
            means, self.hidden, self.cell = actor(
                observations[:, None], self.hidden, self.cell, torch.ones(ENVIRONMENTS, 1)
            )
            means = means[:, 0]
            actions = means + DEVIATION * torch.randn_like(means)
            kept["means"].append(means)
            kept["actions"].append(actions)
            reward, fallen, timed_out, last = self.envs.step(actions.numpy())
            if last is not None:
                values = critic(self.privileged_normaliser(last)).numpy()
                reward = reward + PPO["gamma"] * values * timed_out
            rewards[:, t], ends[:, t] = reward, fallen | timed_out
            self.keep = torch.from_numpy(1.0 - ends[:, t].astype(np.float32))
        rollout = {name: torch.stack(steps, 1) for name, steps in kept.items()} | start
        rollout["values"] = critic(rollout["privileged"])
        after = critic(self.privileged_normaliser(self.envs.observe()[1])).numpy()
        advantages, returns = generalised_advantages(
            rewards, rollout["values"].numpy(), ends, after
        )
        rollout["returns"] = torch.from_numpy(returns)
        scaled = (advantages - advantages.mean()) / (advantages.std() + 1e-8)
        rollout["advantages"] = torch.from_numpy(scaled)
        self.normaliser.update(np.concatenate(seen))
        self.privileged_normaliser.update(np.concatenate(seen_privileged))
        return rollout

    def iterate(self):
        rollout = {name: values.clone() for name, values in self.collect().items()}
        self.learner.update(rollout, DEVIATION)


def generalised_advantages(rewards, values, ends, after):
    """Schulman et al. 2016, `[N, T]`; `after`: values of the states after the last step."""
    advantages = np.zeros_like(rewards)
    advantage, following = np.zeros(len(rewards), np.float32), after
    for t in reversed(range(rewards.shape[1])):
        going = 1.0 - ends[:, t].astype(np.float32)
        delta = rewards[:, t] + PPO["gamma"] * following * going - values[:, t]
        advantage = delta + PPO["gamma"] * PPO["lambda"] * going * advantage
        advantages[:, t], following = advantage, values[:, t]
    return advantages, advantages + values


def main():
    parser = arguments(__doc__.splitlines()[0])
    parser.add_argument("--stepping", choices=STEPPING, nargs="+", default=STEPPING)
    parser.add_argument("--actor", choices=list(ACTORS), default="lstm")
    options = parser.parse_args()
    torch.manual_seed(1)
    figures = {}
    for stepping in options.stepping:
        trainer = Trainer(options.actor, stepping)
        figures[stepping] = rate(options.seconds, ENVIRONMENTS * HORIZON, trainer.iterate)
    tell({"control_steps_per_second": figures, "actor": options.actor})


if __name__ == "__main__":
    main()
