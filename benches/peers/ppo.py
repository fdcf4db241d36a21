"""Recurrent PPO in PyTorch on the CPU: the networks, the loss and the update of `src/training`.

Sizes and settings are those of `assets/training/walk.json`. Two actors: `Lstm` is `torch.nn.LSTM`
over the whole sequence, fast, but it carries its state over the ends of episodes; `Cell` is a loop of
`torch.nn.LSTMCell` that sets the state to zero where an episode begins, as Tanglewalk's does.
"""

import json
from pathlib import Path

import torch
from torch import nn

CONFIG = json.loads(
    (Path(__file__).resolve().parents[2] / "assets/training/walk.json").read_text()
)
OBSERVATION, PRIVILEGED, ACTIONS = 48, 63, 12
ENVIRONMENTS, HORIZON = CONFIG["environments"], CONFIG["horizon"]
UNITS = CONFIG["network"]["recurrent"]
PPO = CONFIG["ppo"]


def mlp(inputs, sizes):
    layers = []
    for size in sizes:
        layers += [nn.Linear(inputs, size), nn.ELU()]
        inputs = size
    return nn.Sequential(*layers), inputs


class Actor(nn.Module):
    """Encoder -> recurrent layer -> mean action."""

    def __init__(self):
        super().__init__()
        self.encoder, features = mlp(OBSERVATION, CONFIG["network"]["encoder"])
        self.recurrent = self.layer(features)
        self.action = nn.Linear(UNITS, ACTIONS)
        nn.init.uniform_(self.action.weight, -0.01, 0.01)


class Lstm(Actor):
    def layer(self, features):
        return nn.LSTM(features, UNITS, batch_first=True)

    def forward(self, observations, hidden, cell, keep):
        """`[B, T, O]`, `[B, H]` twice, `[B, T]` (not used) to `[B, T, A]` and both states."""
        features = self.encoder(observations)
        out, (hidden, cell) = self.recurrent(features, (hidden[None], cell[None]))
        return self.action(out), hidden[0], cell[0]


class Cell(Actor):
    def layer(self, features):
        return nn.LSTMCell(features, UNITS)

    def forward(self, observations, hidden, cell, keep):
        """The same, with the state at zero before a step whose `keep` is 0."""
        features = self.encoder(observations)
        out = []
        for t in range(observations.shape[1]):
            kept = keep[:, t, None]
            hidden, cell = self.recurrent(features[:, t], (hidden * kept, cell * kept))
            out.append(hidden)
        return self.action(torch.stack(out, 1)), hidden, cell


ACTORS = {"lstm": Lstm, "cell": Cell}


class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.hidden, features = mlp(PRIVILEGED, CONFIG["network"]["critic"])
        self.value = nn.Linear(features, 1)

    def forward(self, privileged):
        return self.value(self.hidden(privileged))[..., 0]


class Learner:
    """Networks and optimiser."""

    def __init__(self, actor):
        self.actor, self.critic = ACTORS[actor](), Critic()
        self.parameters = [*self.actor.parameters(), *self.critic.parameters()]
        self.rate = PPO["learning_rate"]
        self.optimiser = torch.optim.Adam(self.parameters, lr=self.rate, eps=1e-8)

    def update(self, rollout, deviation):
        """All epochs over `rollout`: tensors `[N, T, ..]`, and `[N, H]` for the states."""
        size = ENVIRONMENTS // PPO["minibatches"]
        for _ in range(PPO["epochs"]):
            for sequences in torch.randperm(ENVIRONMENTS).split(size):
                batch = {name: values[sequences] for name, values in rollout.items()}
                self.step(batch, deviation)

    def step(self, batch, deviation):
        means, _, _ = self.actor(
            batch["observations"], batch["hidden"], batch["cell"], batch["keep"]
        )
        precision = 0.5 / deviation**2
        old = (batch["actions"] - batch["means"]).square().sum(-1)
        new = (batch["actions"] - means).square().sum(-1)
        ratio = torch.exp((old - new) * precision)
        clipped = ratio.clamp(1 - PPO["clip"], 1 + PPO["clip"])
        advantages = batch["advantages"]
        surrogate = -torch.min(ratio * advantages, clipped * advantages).mean()
        values = self.critic(batch["privileged"])
        moved = (values - batch["values"]).clamp(-PPO["value_clip"], PPO["value_clip"])
        near = (batch["values"] + moved - batch["returns"]).square()
        value_loss = torch.max(near, (values - batch["returns"]).square()).mean()
        loss = surrogate + PPO["value_coefficient"] * value_loss
        self.optimiser.zero_grad()
        loss.backward()
        with torch.no_grad():
            divergence = precision * (means - batch["means"]).square().sum(-1).mean().item()
        self.adapt_rate(divergence)
        nn.utils.clip_grad_norm_(self.parameters, PPO["gradient_norm"])
        self.optimiser.step()

    def adapt_rate(self, divergence):
        low, high = PPO["learning_rate_range"]
        if divergence > 2 * PPO["kl_target"]:
            self.rate = max(self.rate / 1.5, low)
        elif divergence < 0.5 * PPO["kl_target"]:
            self.rate = min(self.rate * 1.5, high)
        for group in self.optimiser.param_groups:
            group["lr"] = self.rate
