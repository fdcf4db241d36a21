"""The PPO update in PyTorch on the CPU, all cores: samples a second and epoch.

A batch of the trainer's size with random numbers in it; one sequence in fifty begins an episode at
some step. `lstm` ignores those beginnings, `cell` does not (see `ppo.py`).
"""

import torch

from ppo import (
    ACTIONS, ACTORS, ENVIRONMENTS, HORIZON, OBSERVATION, PPO, PRIVILEGED, UNITS, Learner,
)
from timing import arguments, rate, tell

DEVIATION = 0.8


def random_rollout(learner):
    shape = (ENVIRONMENTS, HORIZON)
    batch = {
        "observations": torch.randn(*shape, OBSERVATION),
        "privileged": torch.randn(*shape, PRIVILEGED),
        "keep": (torch.rand(shape) > 0.02 / HORIZON).float(),
        "hidden": 0.1 * torch.randn(ENVIRONMENTS, UNITS),
        "cell": 0.1 * torch.randn(ENVIRONMENTS, UNITS),
        "values": torch.randn(shape),
        "advantages": torch.randn(shape),
        "returns": torch.randn(shape),
    }
    with torch.no_grad():
        states = [batch[name] for name in ["observations", "hidden", "cell", "keep"]]
        batch["means"] = learner.actor(*states)[0]
    batch["actions"] = batch["means"] + DEVIATION * torch.randn(*shape, ACTIONS)
    return batch


def main():
    options = arguments(__doc__.splitlines()[0]).parse_args()
    torch.manual_seed(1)
    samples = ENVIRONMENTS * HORIZON * PPO["epochs"]
    figures = {}
    for name in ACTORS:
        learner = Learner(name)
        batch = random_rollout(learner)
        figures[name] = rate(
            options.seconds, samples, lambda: learner.update(batch, DEVIATION)
        )
    tell(
        {
            "samples_per_second_per_epoch": figures,
            "torch": torch.__version__,
            "threads": torch.get_num_threads(),
        }
    )


if __name__ == "__main__":
    main()
