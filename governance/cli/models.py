"""`assay models`: the model manifest, the hub's models, and training."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from assay.governance.cli.output import data, table
from assay.governance.cli.running import UNAVAILABLE, AsJson, configured, guarded, opened
from assay.governance.cli.words import say
from assay.governance.domain import UsageError

__all__ = ["app"]

app = typer.Typer(help="Machine-learning models: pinned, hashed, on this machine.", no_args_is_help=True)


@app.command("list")
@guarded
def list_models(as_json: AsJson = False) -> None:
    """List the models in use."""
    with opened() as (services, _):
        _print(services.operations.models(), as_json)


@app.command()
@guarded
def verify(as_json: AsJson = False) -> None:
    """Hash the models' files anew; exit code 4 when one is missing or changed."""
    with opened() as (services, _):
        models = services.operations.models(verify=True)
    _print(models, as_json)
    if any(it.get("ok") is False for it in models):
        raise typer.Exit(UNAVAILABLE)


@app.command()
@guarded
def pull(
    profile: Annotated[str, typer.Argument(help="`hub`: the only profile whose models are not packaged.")],
    again: Annotated[bool, typer.Option("--again", help="Pull anew what is here already.")] = False,
    as_json: AsJson = False,
) -> None:
    """Bring a profile's models here, each at its pinned revision; exit code 4 when no model hub answers."""
    configured()
    from assay.governance import registry

    _print(registry.plugin("manifests", "hub").pull(profile, again=again), as_json)


@app.command()
@guarded
def train(
    model: Annotated[str, typer.Argument(help="What to train: the names of `assay.trainers`.")],
    folder: Annotated[Path, typer.Option("--data", help="Folder of the training data.", exists=True, file_okay=False)],
    out: Annotated[Path, typer.Option("--out", help="Folder of checkpoints and result; used again, it goes on.")],
    measure: Annotated[
        Path | None, typer.Option("--measure", help="Folder of data to watch by, never trained on.", exists=True)
    ] = None,
    more: Annotated[
        Path | None, typer.Option("--more", help="Folder of what a trainer reads beside its data.", exists=True)
    ] = None,
    config: Annotated[
        Path | None, typer.Option("--config", help="TOML over the model's own settings.", exists=True, dir_okay=False)
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="Seed of every draw.")] = 1,
    minutes: Annotated[
        float | None, typer.Option("--minutes", help="End by the clock, all runs together.", min=0.001)
    ] = None,
    device: Annotated[str, typer.Option("--device", help="`cpu` or `cuda`.")] = "cpu",
    threads: Annotated[int, typer.Option("--threads", help="Cores in use.", min=1)] = 1,
    as_json: AsJson = False,
) -> None:
    """Train a model, or go on with a run that was stopped; prints what was measured."""
    configured(log_level="INFO")
    from assay.governance import registry
    from assay.governance.app import silence
    from assay.governance.domain.training import Trainer, TrainingJob

    if model not in registry.names("trainers"):
        raise UsageError(f"there is no trainer of that name; there are: {', '.join(registry.names('trainers'))}")
    silence()
    train_it: Trainer = registry.plugin("trainers", model)
    figures = train_it(
        TrainingJob(
            data=folder, out=out, more=more, measure=measure, config=config, seed=seed, minutes=minutes,
            device=device, threads=threads,
        )
    )  # fmt: skip
    if as_json:
        data(figures)
        return
    table("", [say("name"), say("value")], [[name, f"{value:.4f}"] for name, value in figures.items()], right=(1,))


def _print(models: list[dict[str, Any]], as_json: bool) -> None:
    if as_json:
        data(models)
        return
    columns = list(dict.fromkeys(name for it in models for name in it))
    table("", [say(name) if name in ("name", "kind") else name for name in columns],
          [[it.get(name, "") for name in columns] for it in models])  # fmt: skip
