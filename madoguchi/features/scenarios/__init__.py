"""What the next eighteen months need: volume, automation, people and service level, reckoned through beforehand."""
