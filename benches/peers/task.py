"""The task of `assets/training/walk.json` for many robots in MuJoCo, vectorised with NumPy.

Observations, noise, commands, randomisation, all reward terms of its first stage, falls and resets,
as `src/task` has them. Three ways to step the robots:

- `loop`: one after the other in a Python loop;
- `threads`: the same loop in as many threads as there are cores (`mj_step` lets go of the GIL);
- `rollout`: MuJoCo's own batch, `mujoco.rollout`, which loops over the robots in C++ threads.
"""

import copy
import os
from concurrent.futures import ThreadPoolExecutor

import mujoco
import numpy as np
from mujoco import rollout

from ppo import ACTIONS, CONFIG, ENVIRONMENTS, OBSERVATION
from robot import LEGS, Robot

REWARD = CONFIG["stages"][0]["reward"]
RANDOM = CONFIG["randomisation"]
COMMANDS = CONFIG["commands"]
RANGE = np.array([COMMANDS["range"][axis] for axis in ["forward", "lateral", "yaw"]])
CURRICULUM = CONFIG["curriculum"]["initial"]
# scales of velocity, angular velocity and joint velocity in the observation
LINEAR, ANGULAR, JOINT = 2.0, 0.25, 0.05
FALL_TILT = np.cos(np.radians(66))
TOUCH, AIR_TIME, STANCE_MEMORY, SWING_HEIGHT, FOOT_RADIUS = 1.0, 0.3, 1.0, 0.08, 0.03
MAX_ACTION = 8.0


def noise_widths():
    half = CONFIG["noise"]
    widths = np.zeros(OBSERVATION)
    widths[0:3] = half["linear_velocity"] * LINEAR
    widths[3:6] = half["angular_velocity"] * ANGULAR
    widths[6:9] = half["gravity"]
    widths[12:24] = half["joint_position"]
    widths[24:36] = half["joint_velocity"] * JOINT
    return widths


class Envs:
    """`ENVIRONMENTS` robots, each with its own friction and payload."""

    def __init__(self, stepping, seed=1):
        self.rng = np.random.default_rng(seed)
        self.robot = Robot(for_task=True)
        self.scale = self.robot.spec["action_scale"]
        self.dt = self.robot.control_step
        self.episode_steps = round(CONFIG["episode_seconds"] / self.dt)
        self.command_steps = round(CONFIG["command_seconds"] / self.dt)
        self.models = [copy.copy(self.robot.model) for _ in range(ENVIRONMENTS)]
        self.datas = [mujoco.MjData(model) for model in self.models]
        self.noise = noise_widths()
        self.sense_slices()
        n, model = ENVIRONMENTS, self.robot.model
        self.qpos, self.qvel = np.zeros((n, model.nq)), np.zeros((n, model.nv))
        self.sensors = np.zeros((n, model.nsensordata))
        self.command, self.conditions = np.zeros((n, 3)), np.zeros((n, 3))
        self.previous_action = np.zeros((n, ACTIONS))
        self.previous_velocity = np.zeros((n, ACTIONS))
        self.air_time = np.zeros((n, len(LEGS)))
        self.stance_share = np.ones((n, len(LEGS)))
        self.threads = os.cpu_count()
        self.physics = {
            "loop": self.step_loop, "threads": self.step_threads, "rollout": self.step_rollout,
        }[stepping]
        if stepping == "threads":
            self.pool = ThreadPoolExecutor(self.threads)
        if stepping == "rollout":
            self.batch = rollout.Rollout(nthread=self.threads)
            self.scratch = [mujoco.MjData(model) for _ in range(self.threads)]
        self.reset(np.arange(n))
        self.age = self.rng.integers(0, self.episode_steps, n)

    def sense_slices(self):
        slices = self.robot.sensors()
        pick = lambda names: np.concatenate([np.r_[slices[name]] for name in names])
        self.velocity_at, self.rate_at = slices["velocimeter"], slices["gyro"]
        self.torque_at = pick([f"torque_{joint}" for joint in self.robot.joints])
        self.feet_at = pick([f"touch_{leg}_FOOT_foot" for leg in LEGS])
        self.knees_at = pick([f"touch_{leg}_SHANK_knee" for leg in LEGS])
        self.trunk_at = pick([name for name in slices if name.startswith("touch_base")])
        self.foot_position_at = pick([f"framepos_{leg}_FOOT" for leg in LEGS])
        self.foot_velocity_at = pick([f"framelinvel_{leg}_FOOT" for leg in LEGS])

    # --- physics: joint targets [N, 12] in, `qpos`, `qvel` and `sensors` out

    def step_some(self, targets, robots):
        substeps = self.robot.substeps
        for n in robots:
            data = self.datas[n]
            data.ctrl[:] = targets[n]
            mujoco.mj_step(self.models[n], data, substeps)
            self.qpos[n], self.qvel[n] = data.qpos, data.qvel
            self.sensors[n] = data.sensordata

    def step_loop(self, targets):
        self.step_some(targets, range(ENVIRONMENTS))

    def step_threads(self, targets):
        parts = np.array_split(np.arange(ENVIRONMENTS), self.threads)
        list(self.pool.map(lambda robots: self.step_some(targets, robots), parts))

    def step_rollout(self, targets):
        nq, nv = self.qpos.shape[1], self.qvel.shape[1]
        start = np.hstack([np.zeros((ENVIRONMENTS, 1)), self.qpos, self.qvel])
        control = np.repeat(targets[:, None], self.robot.substeps, axis=1)
        state, sensors = self.batch.rollout(self.models, self.scratch, start, control)
        self.qpos, self.qvel = state[:, -1, 1 : 1 + nq].copy(), state[:, -1, 1 + nq : 1 + nq + nv].copy()
        self.sensors = sensors[:, -1].copy()

    # --- task

    def gravity(self):
        """Gravity's direction in base axes, [N, 3]."""
        w, x, y, z = self.qpos[:, 3:7].T
        return np.stack(
            [2 * (w * y - x * z), -2 * (y * z + w * x), 2 * (x * x + y * y) - 1], axis=1
        )

    def contact(self, at):
        return self.sensors[:, at] > TOUCH

    def observe(self):
        """Noisy `[N, 48]` and privileged `[N, 63]`."""
        exact = np.hstack(
            [
                self.sensors[:, self.velocity_at] * LINEAR,
                self.sensors[:, self.rate_at] * ANGULAR,
                self.gravity(),
                self.command * [LINEAR, LINEAR, ANGULAR],
                self.qpos[:, 7:] - self.robot.default,
                self.qvel[:, 6:] * JOINT,
                self.previous_action,
            ]
        )
        feet = [self.contact(self.feet_at), self.air_time, self.stance_share]
        privileged = np.hstack([exact, *feet, self.conditions])
        noisy = exact + self.noise * self.rng.uniform(-1, 1, exact.shape)
        return noisy.astype(np.float32), privileged.astype(np.float32)

    def step(self, actions):
        """Rewards, falls, time-outs, and what the critic sees before resets."""
        action = np.clip(actions, -MAX_ACTION, MAX_ACTION)
        self.physics(self.robot.default + self.scale * action)
        self.age += 1
        fallen = self.contact(self.trunk_at).any(1) | (-self.gravity()[:, 2] < FALL_TILT)
        reward = self.reward(actions)
        timed_out = ~fallen & (self.age >= self.episode_steps)
        self.previous_action, self.previous_velocity = action, self.qvel[:, 6:].copy()
        down = self.contact(self.feet_at)
        self.air_time = np.where(down, 0.0, self.air_time + self.dt)
        self.stance_share += (down - self.stance_share) * self.dt / STANCE_MEMORY
        last = self.observe()[1] if timed_out.any() else None
        changed = np.flatnonzero(self.age % self.command_steps == 0)
        self.command[changed] = self.draw_commands(len(changed))
        ended = np.flatnonzero(fallen | timed_out)
        if len(ended):
            self.reset(ended)
        return reward, fallen, timed_out, last

    def reward(self, actions):
        w, sensors = REWARD, self.sensors
        velocity, rate, gravity = sensors[:, self.velocity_at], sensors[:, self.rate_at], self.gravity()
        position, joint_velocity = self.qpos[:, 7:], self.qvel[:, 6:]
        feet = self.contact(self.feet_at)
        foot_height = sensors[:, self.foot_position_at].reshape(-1, 4, 3)[..., 2] - FOOT_RADIUS
        foot_speed = np.linalg.norm(
            sensors[:, self.foot_velocity_at].reshape(-1, 4, 3)[..., :2], axis=2
        )
        velocity_error = np.hypot(*(self.command[:, :2] - velocity[:, :2]).T)
        yaw_error = np.abs(self.command[:, 2] - rate[:, 2])
        square = lambda x: np.square(x).sum(1)
        total = (
            w["track_velocity"] * np.exp(-(velocity_error**2) / w["tracking_width"])
            + w["track_yaw"] * np.exp(-(yaw_error**2) / w["tracking_width"])
            + w["vertical_velocity"] * velocity[:, 2] ** 2
            + w["roll_pitch_rate"] * square(rate[:, :2])
            + w["tilt"] * square(gravity[:, :2])
            + w["torque"] * square(sensors[:, self.torque_at])
            + w["joint_velocity_change"] * square(joint_velocity - self.previous_velocity)
            + w["action_rate"] * square(actions - self.previous_action)
            + w["slip"] * (feet * foot_speed**2).sum(1)
            + w["clearance"] * (~feet * (foot_height - SWING_HEIGHT) ** 2 * foot_speed).sum(1)
            + w["hip_deviation"] * square((position - self.robot.default)[:, ::3])
            + w["height"] * (self.qpos[:, 2] - w["height_target"]) ** 2
            + w["knee_contact"] * self.contact(self.knees_at).sum(1)
        )
        standing = (np.abs(self.command) < 0.05).all(1)
        still = (
            w["stand_pose"] * np.abs(position - self.robot.default).sum(1)
            + w["stand_feet"] * (4 - feet.sum(1))
            + w["stand_clearance"] * np.maximum(foot_height, 0).sum(1)
            + w["stand_speed"] * (velocity_error + yaw_error)
        )
        lf, lh, rf, rh = feet.T
        landed = feet & (self.air_time > 0)
        moving = w["trot"] * ((lf == rh) & (rf == lh) & (lf != rf)) + w["air_time"] * (
            landed * (self.air_time - AIR_TIME)
        ).sum(1)
        total += np.where(standing, still, moving)
        return np.maximum(total, 0) * self.dt

    def draw_commands(self, count):
        low, high = RANGE.T * CURRICULUM
        command = self.rng.uniform(low, high, (count, 3))
        kind = self.rng.random(count)
        standing = kind < COMMANDS["standing"]
        extreme = ~standing & (self.rng.random(count) < COMMANDS["extreme"])
        ends = np.stack([low, np.zeros(3), high])[self.rng.integers(0, 3, (count, 3)), range(3)]
        single = ~standing & ~extreme & (self.rng.random(count) < COMMANDS["single_axis"])
        axis = np.eye(3)[self.rng.integers(0, 3, count)]
        command = np.where(extreme[:, None], ends, command)
        command = np.where(single[:, None], command * axis, command)
        return np.where(standing[:, None], 0.0, command)

    def reset(self, robots):
        count = len(robots)
        uniform = self.rng.uniform
        friction, payload = uniform(*RANDOM["friction"], count), uniform(*RANDOM["payload"], count)
        self.conditions[robots] = np.stack([friction, payload, np.zeros(count)], axis=1)
        joints = self.robot.default + uniform(-1, 1, (count, ACTIONS)) * RANDOM["joint_position"]
        roll, pitch = uniform(-RANDOM["tilt"], RANDOM["tilt"], (2, count))
        yaw = uniform(-np.pi, np.pi, count)
        for row, n in enumerate(robots):
            self.set_conditions(self.models[n], friction[row], payload[row])
            data = self.datas[n]
            mujoco.mj_resetData(self.models[n], data)
            mujoco.mju_euler2Quat(data.qpos[3:7], [yaw[row], pitch[row], roll[row]], "ZYX")
            data.qpos[7:] = joints[row]
            self.qpos[n], self.qvel[n] = data.qpos, data.qvel
        self.sensors[robots] = 0.0
        self.previous_action[robots] = self.previous_velocity[robots] = 0.0
        self.air_time[robots] = 0.0
        self.stance_share[robots] = 1.0
        self.command[robots] = self.draw_commands(count)
        if hasattr(self, "age"):
            self.age[robots] = 0

    def set_conditions(self, model, friction, payload):
        mass = self.robot.model.body("base").mass[0]
        share = (mass + payload) / mass
        base = model.body("base").id
        model.geom_friction[:, 0] = friction
        model.body_mass[base] = mass + payload
        model.body_inertia[base] = self.robot.model.body_inertia[base] * share
