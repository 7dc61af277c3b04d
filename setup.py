"""What pyproject.toml cannot say: the folder `scenarios/` travels within the package, as `simulation/library`."""

from setuptools import find_namespace_packages, setup

setup(
    packages=[
        *find_namespace_packages(include=["simulation", "simulation.*"], exclude=["*.__pycache__", "*.__pycache__.*"]),
        "simulation.library",
    ],
    package_dir={"simulation.library": "scenarios"},
)
