"""The tutor: judges exercises, a learner's or our own, and says in words what is wrong."""
