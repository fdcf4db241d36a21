"""Tanglewalk's robot as a MuJoCo model: the same numbers, read from the same files.

Thirteen bodies, twelve hinges, the URDF's primitive shapes (they meet the ground alone), a plane.
The drives are MuJoCo's own actuators, PD with a torque limit, so that the torque is worked out
anew in each physics step, in C. Sensors sum each shape's normal forces in each step, in C too;
what else an RL task reads is added on request.
"""

import json
import xml.etree.ElementTree as ET
from pathlib import Path

import mujoco
import numpy as np

ASSETS = Path(__file__).resolve().parents[2] / "assets"
LEGS = ["LF", "LH", "RF", "RH"]
# Newton's iterations. With the elliptic cone and this ratio of friction's to the normal's impedance
# a standing robot stays where it is; MuJoCo's defaults (pyramidal, 1) let its feet creep apart.
ITERATIONS = 4
CONE, IMPRATIO = "elliptic", 100
FRICTION = 0.8


class Robot:
    """What the JSON beside the URDF says, and the model."""

    def __init__(self, integrator="Euler", for_task=False):
        self.for_task = for_task
        folder = ASSETS / "robots"
        self.spec = json.loads((folder / "anymal_c.json").read_text())
        self.substeps = self.spec["substeps"]
        self.control_step = 1.0 / self.spec["control_rate"]
        self.default = np.array(self.spec["default_joint_position"])
        self.urdf = ET.parse(folder / self.spec["urdf"]).getroot()
        self.joints = [name for leg in self.spec["legs"] for name in leg["joints"]]
        self.feet = [leg["foot"] for leg in self.spec["legs"]]
        self.model = mujoco.MjModel.from_xml_string(self.mjcf(integrator))
        self.data = mujoco.MjData(self.model)

    def sensors(self):
        """Name and slice of each sensor's readings in `sensordata`."""
        model = self.model
        return {
            model.sensor(k).name: slice(int(adr), int(adr + dim))
            for k, (adr, dim) in enumerate(zip(model.sensor_adr, model.sensor_dim))
        }

    def mjcf(self, integrator):
        root = ET.Element("mujoco", model=self.spec["name"])
        ET.SubElement(root, "compiler", angle="radian", autolimits="true")
        ET.SubElement(
            root,
            "option",
            timestep=str(self.control_step / self.substeps),
            integrator=integrator,
            iterations=str(ITERATIONS),
            cone=CONE,
            impratio=str(IMPRATIO),
        )
        world = ET.SubElement(root, "worldbody")
        # robot: type 1; ground: affinity 1; nothing of the robot meets the robot
        ET.SubElement(
            world, "geom", name="ground", type="plane", size="0 0 1", contype="0", conaffinity="1",
            friction=f"{FRICTION} 0.005 0.0001", condim="3",
        )
        self.links = {link.get("name"): link for link in self.urdf.findall("link")}
        # a foot is a link that is fixed to its shank: its shapes are the shank's
        self.fixed = {}
        self.moving = {}
        for joint in self.urdf.findall("joint"):
            parent = joint.find("parent").get("link")
            kinds = self.fixed if joint.get("type") == "fixed" else self.moving
            kinds.setdefault(parent, []).append(joint)
        self.sensor = ET.SubElement(root, "sensor")
        base = self.body(world, "base", f"0 0 {self.spec['start_height']}", None)
        ET.SubElement(base, "site", name="base")
        self.drives(root)
        if self.for_task:
            for kind in ["velocimeter", "gyro"]:
                ET.SubElement(self.sensor, kind, name=kind, site="base")
        return ET.tostring(root, encoding="unicode")

    def body(self, parent, name, position, joint):
        body = ET.SubElement(parent, "body", name=name, pos=position)
        if joint is None:
            ET.SubElement(body, "freejoint", name="free")
        else:
            self.hinge(body, joint)
        inertial = self.links[name].find("inertial")
        moments = inertial.find("inertia")
        ET.SubElement(
            body,
            "inertial",
            pos=inertial.find("origin").get("xyz"),
            mass=inertial.find("mass").get("value"),
            fullinertia=" ".join(
                moments.get(key) for key in ["ixx", "iyy", "izz", "ixy", "ixz", "iyz"]
            ),
        )
        for collision in self.links[name].findall("collision"):
            self.shape(body, name, collision, np.zeros(3))
        for joint in self.fixed.get(name, []):
            foot = joint.find("child").get("link")
            offset = numbers(joint.find("origin").get("xyz"))
            for collision in self.links[foot].findall("collision"):
                self.shape(body, foot, collision, offset)
        for joint in self.moving.get(name, []):
            child = joint.find("child").get("link")
            self.body(body, child, joint.find("origin").get("xyz"), joint)
        return body

    def hinge(self, body, joint):
        limit = joint.find("limit")
        lower, upper = float(limit.get("lower")), float(limit.get("upper"))
        hinge = ET.SubElement(
            body, "joint", name=joint.get("name"), type="hinge", axis=joint.find("axis").get("xyz")
        )
        if upper - lower < 2 * np.pi:
            hinge.set("range", f"{lower} {upper}")

    def shape(self, body, link, collision, offset):
        """A collider and, about it, the site whose sensor sums its normal forces."""
        position = numbers(collision.find("origin").get("xyz")) + offset
        name = f"{link}_{collision.get('name')}"
        form = collision.find("geometry")[0]
        if form.tag == "box":
            size = numbers(form.get("size")) / 2
            kind, reach = "box", size + 0.05
        elif form.tag == "sphere":
            size = np.array([float(form.get("radius"))])
            kind, reach = "sphere", size + 0.05
        else:
            size = np.array([float(form.get("radius")), float(form.get("length")) / 2])
            kind, reach = "capsule", size + 0.05
        place = {"pos": text(position), "type": kind}
        ET.SubElement(
            body, "geom", place, name=name, size=text(size), mass="0", contype="1",
            conaffinity="0", condim="3", friction=f"{FRICTION} 0.005 0.0001",
        )
        ET.SubElement(body, "site", place, name=name, size=text(reach))
        ET.SubElement(self.sensor, "touch", name=f"touch_{name}", site=name)
        if self.for_task and link in self.feet:
            for kind in ["framepos", "framelinvel"]:
                ET.SubElement(
                    self.sensor, kind, name=f"{kind}_{link}", objtype="site", objname=name
                )

    def drives(self, root):
        actuator = ET.SubElement(root, "actuator")
        stiffness, damping = self.spec["stiffness"], self.spec["damping"]
        for joint in self.urdf.findall("joint"):
            if joint.get("type") == "fixed":
                continue
            effort = joint.find("limit").get("effort")
            ET.SubElement(
                actuator, "general", name=joint.get("name"), joint=joint.get("name"),
                biastype="affine", gainprm=str(stiffness), biasprm=f"0 {-stiffness} {-damping}",
                forcerange=f"-{effort} {effort}",
            )
            if self.for_task:
                ET.SubElement(
                    self.sensor, "actuatorfrc", name=f"torque_{joint.get('name')}",
                    actuator=joint.get("name"),
                )


def numbers(words):
    return np.array([float(word) for word in words.split()])


def text(values):
    return " ".join(str(float(value)) for value in values)
