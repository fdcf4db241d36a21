"""Tanglewalk and its peers, interleaved: rounds of short runs one after the other on one machine.

Prints a Markdown table of medians over the rounds, and of the median over the rounds of the ratio
within a round. The peer of a row is the fastest of its variants (by median).
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
from pathlib import Path

from physics import BINARY

HERE = Path(__file__).resolve().parent
# threads that wait for each other may spin or sleep, or first the one and then the other, as they do
# unless told: which is fastest depends on what else runs
WAITING = {
    "untold": {},
    "spinning": {"OMP_WAIT_POLICY": "active"},
    "sleeping": {"OMP_WAIT_POLICY": "passive"},
}


def run(words, **environment):
    out = subprocess.run(
        words, check=True, stdout=subprocess.PIPE, cwd=HERE, env=os.environ | environment
    )
    return json.loads(out.stdout)


def peer(script, seconds, *words, **environment):
    command = [sys.executable, HERE / script, "--seconds", str(seconds), *words]
    return run(command, **environment)


def one_round(binary, seconds):
    """Ours by row, and the peers' variants by row."""
    ours = run([binary, "bench", "--seconds", str(seconds), "--json", "-"])
    rows = {
        "physics, one core": ours["physics"]["control_steps_per_second_per_core"],
        "learner, per epoch": ours["learner"]["samples_per_second_per_epoch"],
        "training, end to end": ours["training"]["control_steps_per_second"],
    }
    peers = {row: {} for row in rows}
    physics = peer("physics.py", seconds, "--tanglewalk", str(binary))
    for integrator, figure in physics["control_steps_per_second"].items():
        peers["physics, one core"][f"MuJoCo, {integrator}"] = figure
    for waiting, environment in WAITING.items():
        learner = peer("learner.py", seconds, **environment)
        for actor, figure in learner["samples_per_second_per_epoch"].items():
            peers["learner, per epoch"][f"PyTorch, {actor}, threads {waiting}"] = figure
        training = peer("training.py", seconds, **environment)
        for stepping, figure in training["control_steps_per_second"].items():
            name = f"MuJoCo ({stepping}) and PyTorch, threads {waiting}"
            peers["training, end to end"][name] = figure
    return rows, peers


def table(rounds):
    lines = ["| what | peer | Tanglewalk | peer | ratio |", "| --- | --- | --- | --- | --- |"]
    for row in rounds[0][0]:
        ours = [rows[row] for rows, _ in rounds]
        variants = {
            name: [peers[row][name] for _, peers in rounds] for name in rounds[0][1][row]
        }
        fastest = max(variants, key=lambda name: statistics.median(variants[name]))
        for name, figures in variants.items():
            ratio = statistics.median(a / b for a, b in zip(ours, figures))
            mark = "**" if name == fastest else ""
            lines.append(
                f"| {row} | {name} | {statistics.median(ours):,.0f} "
                f"| {statistics.median(figures):,.0f} | {mark}{ratio:.2f}{mark} |"
            )
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2.0, help="for each measurement")
    parser.add_argument("--tanglewalk", type=Path, default=BINARY, help="the program")
    options = parser.parse_args()
    binary = options.tanglewalk.resolve()
    if not binary.exists():
        parser.error(f"no program at {binary}: cargo build --release, or name it by --tanglewalk")
    rounds = []
    for number in range(options.rounds):
        print(f"round {number + 1} of {options.rounds}", file=sys.stderr)
        rounds.append(one_round(binary, options.seconds))
    print(table(rounds))
    load = ", ".join(f"{load:.1f}" for load in os.getloadavg())
    print(f"\nMedians of {options.rounds} rounds; a second; {os.cpu_count()} cores; load {load}.")


if __name__ == "__main__":
    main()
