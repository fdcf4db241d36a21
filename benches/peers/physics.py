"""One control step of the robot in MuJoCo, one thread: control steps a second.

The robot walks as it does in `tanglewalk bench`: joint targets of a recorded walk, played again.
As another engine would soon leave that walk, the robot is put back on it every quarter of a second. A control
step is four physics steps of 5 ms in one call, PD torques and contact forces new in each.
"""

import subprocess
import tempfile
from pathlib import Path

import mujoco
import numpy as np

from robot import Robot
from timing import arguments, rate, tell

BINARY = Path(__file__).resolve().parents[2] / "target/release/tanglewalk"
# control steps from one putting back to the next
SEGMENT = 12


def record_walk(binary):
    """10 s at 0.6 m/s by the shipped policy, exact sensors."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "walk.npz"
        words = "rollout --command 0.6,0,0 --no-noise --seconds 10 --out".split()
        subprocess.run([binary, *words, file], check=True, capture_output=True)
        return dict(np.load(file))


def states(walk):
    """`qpos` and `qvel` of each row; MuJoCo's free joint: w first, linear velocity in the world."""
    x, y, z, w = walk["base_orientation"].T
    turn = np.empty((len(w), 3, 3))
    for row, quaternion in zip(turn, np.stack([w, x, y, z], axis=1).astype(float)):
        flat = np.empty(9)
        mujoco.mju_quat2Mat(flat, quaternion)
        row[:] = flat.reshape(3, 3)
    velocity = np.einsum("nij,nj->ni", turn, walk["base_velocity"])
    orientation = np.stack([w, x, y, z], axis=1)
    qpos = np.hstack([walk["base_position"], orientation, walk["joint_position"]])
    qvel = np.hstack([velocity, walk["base_angular_velocity"], walk["joint_velocity"]])
    return qpos, qvel


class Replay:
    """The walk, segment by segment."""

    def __init__(self, robot, walk):
        self.model, self.data = robot.model, robot.data
        self.substeps = robot.substeps
        self.targets = walk["joint_target"].astype(float)
        self.qpos, self.qvel = states(walk)
        self.steps = len(self.targets) // SEGMENT * SEGMENT

    def play(self):
        model, data = self.model, self.data
        for step in range(self.steps):
            if step % SEGMENT == 0:
                mujoco.mj_resetData(model, data)
                data.qpos[:], data.qvel[:] = self.qpos[step], self.qvel[step]
            data.ctrl[:] = self.targets[step]
            mujoco.mj_step(model, data, self.substeps)
            data.sensordata.copy()
            if step % SEGMENT == SEGMENT - 1 and data.qpos[2] < 0.4:
                raise SystemExit(f"the robot fell within the {SEGMENT} control steps that end at step {step}")


def main():
    parser = arguments(__doc__.splitlines()[0])
    parser.add_argument("--tanglewalk", type=Path, default=BINARY, help="the program")
    options = parser.parse_args()
    walk = record_walk(options.tanglewalk)
    figures = {}
    for integrator in ["Euler", "implicitfast"]:
        replay = Replay(Robot(integrator), walk)
        figures[integrator] = rate(options.seconds, replay.steps, replay.play)
    tell({"control_steps_per_second": figures, "mujoco": mujoco.__version__})


if __name__ == "__main__":
    main()
