"""The composition root: settings to services, plugins by entry points, nothing else knows how they are wired."""

from __future__ import annotations

import hashlib
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from assay.governance import registry
from assay.governance.domain import Limits, PluginError, Sandbox, SettingsError
from assay.governance.logging import configure
from assay.governance.policy import ClassScheme, FlagPack, load_classes, load_flags, load_pack
from assay.governance.security import Keyring
from assay.governance.services import Services
from assay.governance.services.assets.assets import AssetService
from assay.governance.services.assets.datasets import DatasetService
from assay.governance.services.assets.exporting import Exporting
from assay.governance.services.assets.issues import IssueService
from assay.governance.services.assets.masking import Masking
from assay.governance.services.assets.overview import digest_figures
from assay.governance.services.assets.viewing import Viewing
from assay.governance.services.governing.assigning import Assigning
from assay.governance.services.governing.groups import ReviewGroups
from assay.governance.services.governing.policies import PolicyService, packs_in_force
from assay.governance.services.governing.review import ReviewService
from assay.governance.services.grading.grading import Grading
from assay.governance.services.grading.judging import Judging
from assay.governance.services.graph.graphing import graphing
from assay.governance.services.graph.stewarding import LinkService
from assay.governance.services.indexing.embedding import Embedding
from assay.governance.services.indexing.publishing import Publishing
from assay.governance.services.indexing.sights import Sights
from assay.governance.services.ingesting.forgetting import ForgettingService
from assay.governance.services.ingesting.ingest import IngestService
from assay.governance.services.ingesting.storing import Storing
from assay.governance.services.linking.entities import EntityService
from assay.governance.services.linking.linking import Linking
from assay.governance.services.linking.mentions import Mentions
from assay.governance.services.linking.resolving import Resolving
from assay.governance.services.notifying.notifying import Notifying
from assay.governance.services.operations.access import AccessService
from assay.governance.services.operations.operations import OperationsService
from assay.governance.services.places.credentials import Credentials
from assay.governance.services.places.originals import Originals
from assay.governance.services.places.places import Places
from assay.governance.services.searching.answering import AnswerService
from assay.governance.services.searching.likeness import Likeness
from assay.governance.services.searching.search import SearchService
from assay.governance.services.searching.wording import Wording
from assay.governance.services.seeing.visibility import Visibility
from assay.governance.services.sources.jobs import JobService
from assay.governance.services.sources.planning import Planner
from assay.governance.services.sources.sources import SourceService
from assay.governance.services.tagging.deidentifying import Deidentifying
from assay.governance.services.tagging.tag import TagService
from assay.governance.services.tagging.taxonomies import TaxonomyService
from assay.governance.services.understanding.comprehending import Comprehending
from assay.governance.services.understanding.intake import HOME_MARK
from assay.governance.services.understanding.memory import keep_apart
from assay.governance.services.understanding.understanding import Understanding
from assay.governance.settings import Settings
from assay.governance.store import Store

__all__ = ["build", "build_stateless"]

_GRADING_TOPICS = "default"  # packs name its topics, whatever set tags assets
_FINGERPRINTS = ("similar-images", "similar-sounds")


def silence() -> None:
    """Switch off what dependencies would send or fetch; before any of them is imported."""
    for name, value in {
        "DO_NOT_TRACK": "1",
        "ORT_DISABLE_TELEMETRY": "1",
        "SCARF_NO_ANALYTICS": "true",
        "UNSTRUCTURED_DISABLE_NOTICE": "1",
        "HF_HUB_OFFLINE": "1",
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "TRANSFORMERS_OFFLINE": "1",
        "STREAMLIT_BROWSER_GATHER_USAGE_STATS": "false",
        "TOKENIZERS_PARALLELISM": "false",
    }.items():
        os.environ[name] = value


def build(settings: Settings) -> Services:
    """Open the home (made where it is missing) and wire all services over it.

    Raises:
        SettingsError, PolicyError, PluginError: something that was set cannot be.
        UnavailableError, IntegrityError: the database cannot be opened.
    """
    silence()
    keep_apart()
    configure(settings.log_level)
    _choose_models(settings)
    home = _prepare(settings.home)
    keyring = Keyring.open(settings.config_dir)
    store = Store.open(settings.database, keyring)
    try:
        return _wire(settings, home, keyring, store)
    except BaseException:
        store.close()
        raise


def build_stateless(settings: Settings) -> tuple[TagService, Deidentifying, Sandbox]:
    """Wire what stores nothing, tagging and masking: no home, no database, no keys. The caller closes the sandbox."""
    silence()
    keep_apart()
    configure(settings.log_level)
    _choose_models(settings)
    sandbox = _sandbox(settings)
    names = dict.fromkeys((settings.policy_leading, *settings.policies))
    judging = Judging(tuple(load_pack(name) for name in names), _flagging(settings), _classing(settings))
    library = _library(settings)
    understanding = _understanding(settings, Keyring.ephemeral(), _encoder(settings), library)
    tag = TagService(
        sandbox=sandbox, understanding=understanding, judging=lambda: judging, limits=settings.limits.limits(),
        taxonomies=library.load,
    )  # fmt: skip
    visibility = Visibility(lambda: judging, settings.levels)
    masking = Deidentifying(tag=tag, understanding=understanding, judging=lambda: judging, ceiling=visibility.ceiling)
    return tag, masking, sandbox


def _wire(settings: Settings, home: Path, keyring: Keyring, store: Store) -> Services:
    limits = settings.limits.limits()
    sandbox = _sandbox(settings)
    encoder = _encoder(settings)
    library = _library(settings)
    understanding = _understanding(settings, keyring, encoder, library)
    taxonomy = understanding.taxonomy
    with store.read() as db:
        judging = packs_in_force(db, settings.policies, settings.policy_leading)
    judging = replace(judging, flag_packs=_flagging(settings), class_schemes=_classing(settings))
    grading = Grading(judging, audit_share=settings.review_audit_share)
    resolver = registry.plugin("resolvers", "names")()
    resolving = Resolving(resolver)
    linking = Linking(
        [linker() for linker in registry.plugins("linkers").values()], Mentions(resolver, keyring), resolving,
        place=understanding.masked_place,
        ask=(lambda row, most: publishing.contents_near(row, most)) if encoder else None,
    )  # fmt: skip
    visibility = Visibility(lambda: grading.judging, settings.levels)
    publishing = Publishing(
        store=store, folder=home / "index", dimensions=encoder.dimensions if encoder else 0,
        leading=lambda: grading.judging.leading.id, accelerator=_accelerator(settings),
        exact=registry.plugin("indexes", "exact"), words=registry.plugin("indexes", "words"),
    )  # fmt: skip
    places = _places(settings, home, limits)
    storing = Storing(
        places=places, understanding=understanding, grading=grading, linking=linking,
        perceiver=_perceiver(sandbox, limits, places, settings.profile),
    )  # fmt: skip
    review = ReviewService(store=store, grading=grading)
    rank = _restricted(settings, judging)
    notifying = Notifying(
        store=store, settings=settings.notify, secrets=Credentials(settings.config_dir), leading=judging.leading.id,
        rank=rank, figures=lambda: digest_figures(store, grading, review, taxonomy, rank),
    )  # fmt: skip
    assigning = Assigning(store=store, places=places, sandbox=sandbox, limits=limits)
    originals = Originals(store=store, places=_places(settings, home, limits), sandbox=sandbox, limits=limits)
    looks = registry.plugins("pictures").get(settings.profile) if settings.embeddings else None
    sights = Sights(store=store, encoder=looks(), originals=originals) if looks else None
    ingest = IngestService(
        store=store, places=places, sandbox=sandbox, understanding=understanding, storing=storing,
        embedding=Embedding(store, encoder) if encoder else None, publishing=publishing, limits=limits, sights=sights,
        workers=settings.workers, trust_unchanged=settings.trust_unchanged, settle=assigning.settle,
        notifying=notifying,
    )  # fmt: skip
    jobs = JobService(store=store, ingest=ingest, places=places, tick=notifying.tick)
    tag = TagService(
        sandbox=sandbox, understanding=understanding, judging=lambda: grading.judging, limits=limits,
        taxonomies=library.load,
    )  # fmt: skip
    graph = graphing(
        store=store, grading=grading, visibility=visibility, understanding=understanding, taxonomy=taxonomy,
        engine=registry.plugin("graphs", "networkx")(),
    )  # fmt: skip
    assets = AssetService(
        store=store, grading=grading, understanding=understanding, taxonomy=taxonomy,
        neighbours=graph.neighbours,
        visibility=visibility,
    )  # fmt: skip
    search = SearchService(
        store=store, grading=grading, understanding=understanding, publishing=publishing, encoder=encoder,
        keyring=keyring, visibility=visibility, wording=Wording(taxonomy, graph.terms.names),
        sights=sights,
        likeness=Likeness(
            sandbox=sandbox, limits=limits, linkers=[registry.plugin("linkers", name)() for name in _FINGERPRINTS]
        ),
    )  # fmt: skip
    return Services(
        settings=settings,
        store=store,
        sandbox=sandbox,
        taxonomy=taxonomy,
        grading=grading,
        publishing=publishing,
        tag=tag,
        deidentifying=Deidentifying(
            tag=tag, understanding=understanding, judging=lambda: grading.judging, ceiling=visibility.ceiling
        ),
        ingest=ingest,
        jobs=jobs,
        graph=graph,
        assets=assets,
        datasets=DatasetService(store=store, grading=grading, ceilings=visibility.ceilings),
        exporting=Exporting(
            store=store, assets=assets, leading=lambda: grading.judging.leading.id, ceilings=visibility.ceilings
        ),
        links=LinkService(store=store, visibility=visibility),
        entities=EntityService(
            store=store, visibility=visibility, resolver=resolver, resolving=resolving, linking=linking, keyring=keyring
        ),
        issues=IssueService(
            store=store, visibility=visibility, leading=lambda: grading.judging.leading.id,
            masked_words=understanding.masked_query,
        ),
        sources=SourceService(
            store=store, places=places, understanding=understanding, jobs=jobs, leading=judging.leading.id,
            visibility=visibility,
        ),
        planner=Planner(
            store=store, places=_places(settings, home, limits), sandbox=sandbox, understanding=understanding,
            encoder=encoder, limits=limits, workers=settings.workers,
        ),
        assigning=assigning,
        notifying=notifying,
        forgetting=ForgettingService(store=store, grading=grading, publishing=publishing),
        viewing=Viewing(
            store=store, masking=Masking(store=store, understanding=understanding),
            originals=originals,
        ),
        visibility=visibility,
        search=search,
        answers=AnswerService(store=store, search=search),
        review=review,
        groups=ReviewGroups(store=store, grading=grading),
        policies=PolicyService(store=store, grading=grading, visibility=visibility, read=tag.evidence),
        taxonomies=TaxonomyService(
            library=library, in_force=taxonomy, encoder=encoder, mask=understanding.masked_query, store=store
        ),
        access=AccessService(store=store, keyring=keyring),
        operations=OperationsService(store=store, sandbox=sandbox, grading=grading, publishing=publishing),
    )  # fmt: skip


def _restricted(settings: Settings, judging: Judging) -> int:
    """Return the rank from which a file counts as restricted."""
    known = judging.leading.by_code
    if settings.notify.level not in known:
        if settings.notify.webhook_url or settings.notify.mail_server:
            raise SettingsError("notify.level is no level of the leading pack")
        return max(level.rank for level in judging.leading.levels)
    return int(known[settings.notify.level].rank)


def _places(settings: Settings, home: Path, limits: Limits) -> Places:
    """Return a way to reach sources; what one run opened is let go of by that run alone."""
    return Places(
        plugins={name: plugin() for name, plugin in registry.plugins("sources").items()},
        configured={name: it.options() for name, it in settings.sources.items()},
        secrets=Credentials(settings.config_dir), limits=limits, private=frozenset((home, settings.config_dir)),
    )  # fmt: skip


def _choose_models(settings: Settings) -> None:
    """Say to this process and the workers that it starts which models are used, and where pulled ones lie."""
    os.environ["ASSAY_PROFILE"] = settings.profile
    if settings.models_dir is not None:
        os.environ["ASSAY_MODELS_DIR"] = str(settings.models_dir.resolve())


def _prepare(home: Path) -> Path:
    home = home.resolve()
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    (home / HOME_MARK).touch(mode=0o600)
    return home


def _flagging(settings: Settings) -> tuple[FlagPack, ...]:
    return tuple(load_flags(name) for name in dict.fromkeys(settings.flags))


def _classing(settings: Settings) -> tuple[ClassScheme, ...]:
    return tuple(load_classes(name) for name in dict.fromkeys(settings.classes))


def _sandbox(settings: Settings) -> Any:
    return registry.plugin("sandboxes", "confined")(workers=settings.workers)


def _perceiver(sandbox: Sandbox, limits: Limits, places: Places, profile: str) -> str:
    """Return the key of the stage that reads: new decoders, other limits and other models read anew."""
    decoders = sorted(f"{it.name}@{it.version}" for it in registry.plugins("extractors").values())
    parts = "\n".join([*decoders, places.version, repr(limits), profile])
    return f"confined@{sandbox.version}+{hashlib.sha256(parts.encode()).hexdigest()[:8]}"


def _encoder(settings: Settings) -> Any:
    return registry.plugin("encoders", settings.profile)() if settings.embeddings else None


def _library(settings: Settings) -> Any:
    return registry.plugin("taxonomies", "library")(settings.home.resolve() / "taxonomies")


def _understanding(settings: Settings, keyring: Keyring, encoder: Any, library: Any) -> Understanding:
    by_kind: dict[str, list[Any]] = {"entities": [], "columns": [], "topics": [], "meaning": [], "language": []}
    for name, plugin in registry.plugins("classifiers").items():
        if plugin.kind not in by_kind:
            raise PluginError(f"classifier {name!r} is of unknown kind {plugin.kind!r}")
        own = settings.detectors if hasattr(plugin, "configured") else None
        by_kind[plugin.kind].append(plugin() if own is None else plugin.configured(own))
    return Understanding(
        detectors=by_kind["entities"],
        columns=by_kind["columns"],
        tagger=by_kind["topics"][0],
        comprehending=Comprehending(by_kind["meaning"][0], encoder),
        language=by_kind["language"][0],
        checks=[check() for check in registry.plugins("checks").values()],
        taxonomy=library.load(settings.taxonomy),
        grading_topics=library.load(_GRADING_TOPICS),
        keyring=keyring,
    )


def _accelerator(settings: Settings) -> Any:
    if settings.qdrant_url is None:
        return registry.plugin("indexes", "edge")
    server, url = registry.plugin("indexes", "server"), settings.qdrant_url

    def open_index(**options: Any) -> Any:
        return server(url, **{name: value for name, value in options.items() if name != "folder"})

    return open_index
