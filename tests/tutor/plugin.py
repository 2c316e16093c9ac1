"""`pytest --mine` judges the exercises' files as the learner has left them, and says what is wrong."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.tutor.exercises import LEVELS, Exercise, all_exercises
from tests.tutor.judging import judge_mine, judge_together
from tests.tutor.memory import Memory, digest
from tests.tutor.telling import Teller, hint_of, usual_language


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the tutor's options."""
    group = parser.getgroup("tutor", "exercises")
    group.addoption("--mine", action="store_true", help="judge your exercises, up to the first not yet done")
    group.addoption("--hint", action="store_true", help="with --mine: give the next hint")
    group.addoption("--lang", choices=["en", "ko"], help="the tutor's language; usually this machine's")


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Take over from pytest's own run and report, if it is about exercises."""
    if config.option.hint or all_about_exercises(config):
        config.option.mine = True
    if config.option.mine and not config.option.help:
        encoding = getattr(sys.stdout, "encoding", None) or "ascii"
        language = config.option.lang or usual_language()
        teller = Teller(config.get_terminal_writer().line, encoding, language)
        config.pluginmanager.register(Tutor(config, teller), "tutor")
        # The second remembers files of tests, for --nf.
        for name in ("terminalreporter", "nfplugin"):
            config.pluginmanager.unregister(name=name)


def all_about_exercises(config: pytest.Config) -> bool:
    """Return whether the command line names learners' files, or their folders, and nothing else."""
    paths = named(config)
    return bool(paths) and all("exercises" in (path.name, path.parent.name) for path in paths)


class ExerciseItem(pytest.Item):
    """An exercise, as what -k and other selectors choose from."""

    def __init__(self, *, exercise: Exercise, **of_pytest: object) -> None:
        super().__init__(**of_pytest)  # type: ignore[arg-type]
        self.exercise = exercise
        self.extra_keyword_matches |= {exercise.name, exercise.stage}

    def runtest(self) -> None:
        """Not used: the tutor judges many at once."""
        raise NotImplementedError


class Tutor:
    """Judges the chosen exercises in turn, and tells about the first that is not done."""

    def __init__(self, config: pytest.Config, teller: Teller) -> None:
        self._config = config
        self._teller = teller
        self._all = all_exercises()
        self._memory = Memory(getattr(config, "cache", None))
        # What is named is judged, known or not.
        self._anew = bool(named(config) or config.option.keyword)

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self, session: pytest.Session) -> bool:
        """Collect the exercises that the command line names, instead of test files."""
        session.items = [
            ExerciseItem.from_parent(session, name=exercise.name, nodeid=exercise.name, exercise=exercise)
            for exercise in self._all
            if is_named(exercise, self._config)
        ]
        self._config.hook.pytest_collection_modifyitems(
            session=session, config=self._config, items=session.items
        )
        session.testscollected = len(session.items)
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Judge, tell, and show the board."""
        chosen = [item.exercise for item in session.items if isinstance(item, ExerciseItem)]
        if not chosen:
            names = ", ".join(exercise.name for exercise in self._all)
            self._teller.tell("nothing", names=names)
            return True
        try:
            session.testsfailed = 0 if self._judge(self._to_judge(chosen)) else 1
            done = {exercise for exercise in self._all if self._memory.is_done(exercise)}
            self._teller.board(self._all, done)
            sys.stdout.flush()
        except BrokenPipeError:
            # Whoever reads has seen enough. The interpreter flushes once more at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return True

    def _to_judge(self, chosen: list[Exercise]) -> list[Exercise]:
        """Return what is to be judged: all that is named; else what is not known to be done."""
        return [exercise for exercise in chosen if self._anew or not self._memory.is_done(exercise)]

    def _judge(self, exercises: list[Exercise]) -> bool:
        """Judge in turn, up to the first that is not done; return whether all are done."""
        if not exercises:
            return True
        first, *others = exercises
        is_done = self._tell(first)
        self._look_at(others)
        for exercise in others if is_done else []:
            if self._memory.is_done(exercise):
                self._teller.done(exercise)
            elif not self._tell(exercise):
                return False
        return is_done

    def _tell(self, exercise: Exercise) -> bool:
        """Judge an exercise by itself, and tell what came out; return whether it is done."""
        # It may be saved anew meanwhile.
        judged = digest(exercise)
        verdict = judge_mine(exercise)
        self._memory.keep(exercise, judged, verdict)
        if verdict["kind"] == "done":
            self._teller.done(exercise)
            return True
        self._teller.verdict(exercise, verdict, self._level(exercise, hint_of(exercise, verdict)))
        # The board may take some seconds more.
        sys.stdout.flush()
        return False

    def _look_at(self, exercises: list[Exercise]) -> None:
        """Find out what else is done, as far as it is not known; the exercises of a stage share a process."""
        stages: dict[str, list[Exercise]] = {}
        for exercise in exercises:
            if self._anew or self._memory.is_done(exercise) is None:
                stages.setdefault(exercise.stage, []).append(exercise)
        judged = {exercise: digest(exercise) for together in stages.values() for exercise in together}
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            verdicts = pool.map(judge_together, stages.values())
            for together, found in zip(stages.values(), verdicts, strict=True):
                for exercise, verdict in zip(together, found, strict=True):
                    self._memory.keep(exercise, judged[exercise], verdict)

    def _level(self, exercise: Exercise, hint: str | None) -> int:
        """Return the level of the hint to give: the next one, if that is asked for."""
        if hint is None:
            return 1
        level = self._memory.level(exercise, hint)
        if self._config.option.hint:
            level = min(level + 1, LEVELS)
            self._memory.keep_level(exercise, hint, level)
        return level


def named(config: pytest.Config) -> list[Path]:
    """Return the paths on the command line."""
    if config.args_source is not pytest.Config.ArgsSource.ARGS:
        return []
    return [(config.invocation_params.dir / arg.partition("::")[0]).resolve() for arg in config.args]


def is_named(exercise: Exercise, config: pytest.Config) -> bool:
    """Return whether the command line names an exercise by its file, or a folder, or names nothing."""
    paths = named(config)
    return not paths or any(
        exercise.path.is_relative_to(path) or exercise.folder.is_relative_to(path) for path in paths
    )
