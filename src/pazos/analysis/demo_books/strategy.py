"""The demo city's strategy: components, programmes, theory of change, readiness, and two versions of it.

Everything goes through the deeds that a city uses. No partner stands in it yet: they come with their
agreements.
"""

from __future__ import annotations

import io
from calendar import monthrange
from collections import Counter
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING

from pazos.analysis.demo_books import strategy_words as words
from pazos.domain.designations.models import Designation
from pazos.domain.documents.actions import keep
from pazos.domain.people.actions import open_organisation
from pazos.domain.people.models import Organisation
from pazos.domain.strategy import actions
from pazos.domain.strategy.models import Component, Programme, Strategy, StrategyVersion
from pazos.domain.strategy.vocabulary import ProgrammeState
from pazos.foundation.access.policy import Role

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pazos.domain.documents.models import Document
    from pazos.domain.people.models import Staff

STARTED_ON = date(2020, 11, 3)
ENDED_ON, ENDS_ON = date(2023, 12, 31), date(2027, 12, 31)
SECOND_ON = date(2024, 2, 15)


def invent(*, by: Mapping[Role, Staff], seed: int) -> Counter[str]:
    """Make the strategy with its first version published and its second adopted; return what was made.

    Nothing in it is drawn by lot: `seed` is taken as all topics take it.
    """
    del seed
    lead, analyst = by[Role.STRATEGY_LEAD], by[Role.ANALYST]
    departments = _departments()
    papers = {title: _paper(title, lead) for title in words.PAPERS}
    strategy = _strategy(papers, lead)
    components = {
        one.code: actions.add_component(strategy, code=one.code, name=one.name, purpose=one.purpose, by=lead)
        for one in words.COMPONENTS
    }
    _programmes(words.PROGRAMMES, components, departments, analyst)
    boxes = _theory(strategy, components, analyst)
    _align(strategy, components, analyst)
    _judge(strategy, words.FIRST_JUDGED, papers, on=STARTED_ON, by=lead)
    _first_version(strategy, lead)
    _second_version(strategy, components, departments, papers, by)
    return Counter(
        strategies=1,
        departments=len(departments),
        components=len(components),
        programmes=Programme.objects.filter(component__strategy=strategy).count(),
        boxes=boxes,
        documents=len(papers),
        versions=strategy.versions.count(),
    )


def _departments() -> dict[str, Organisation]:
    known = {one.name: one for one in Organisation.objects.filter(name__in=words.DEPARTMENTS.values())}
    return {
        code: known.get(name) or open_organisation(name=name, kind=Organisation.Kind.CITY, by=None)
        for code, name in words.DEPARTMENTS.items()
    }


def _paper(title: str, by: Staff) -> Document:
    content = f"{title}\n\nDocumento inventado de una ciudad que no existe.\n"
    name = f"{title.lower().replace(' ', '-').replace(',', '')}.txt"
    return keep(title=title, file_name=name, content=io.BytesIO(content.encode()), organisation=None, by=by)


def _strategy(papers: Mapping[str, Document], by: Staff) -> Strategy:
    strategy = actions.make_strategy(
        name=words.NAME,
        legal_basis=words.LEGAL_BASIS,
        act=papers["Decreto 0147 de 2020"],
        starts_on=STARTED_ON,
        ends_on=ENDED_ON,
        vision=words.VISION,
        diagnosis=words.DIAGNOSIS,
        by=by,
    )
    designation = Designation.objects.filter(state=Designation.State.SIGNED).first()
    if designation is not None:
        said = "Dónde y a qué edades se concentran las muertes"
        actions.ground(strategy, designation=designation, words=said, by=by)
        actions.ground(strategy, run=designation.run, words="El programa que eligió los clústeres", by=by)
    return strategy


def _programmes(
    rows: Iterable[words.ProgrammeWords],
    components: Mapping[str, Component],
    departments: Mapping[str, Organisation],
    by: Staff,
) -> None:
    for one in rows:
        actions.add_programme(
            component=components[words.OF_PREFIX[one.code[:3]]],
            code=one.code,
            name=one.name,
            purpose=one.purpose,
            department=departments[one.department],
            starts_on=date(*one.begins, 1),
            state=one.state,
            people_expected=one.people,
            by=by,
        )


def _theory(strategy: Strategy, components: Mapping[str, Component], by: Staff) -> int:
    boxes = {
        key: actions.add_box(strategy, level=level, text=text, component=components.get(component), by=by)
        for key, level, component, text in words.BOXES
    }
    for source, target, assumption, evidence in words.ARROWS:
        actions.link(boxes[source], boxes[target], assumption=assumption, evidence=evidence, by=by)
    return len(boxes)


def _align(strategy: Strategy, components: Mapping[str, Component], by: Staff) -> None:
    for instrument, code, component, said in words.ALIGNMENTS:
        actions.align(
            strategy,
            instrument=instrument,
            code=code,
            words=said,
            component=components.get(component),
            by=by,
        )


def _judge(
    strategy: Strategy,
    rows: Iterable[words.Judgement],
    papers: Mapping[str, Document],
    *,
    on: date,
    by: Staff,
) -> None:
    for one in rows:
        actions.judge_readiness(
            strategy,
            failure=one.failure,
            standing=one.standing,
            argument=one.argument,
            evidence=[papers[title] for title in one.papers],
            judged_on=on,
            by=by,
        )


def _first_version(strategy: Strategy, by: Staff) -> None:
    version = actions.adopt(strategy, on=STARTED_ON, by=by)
    actions.publish(version, by=by)
    shown_at = datetime(2020, 11, 10, 14, tzinfo=UTC)
    StrategyVersion.objects.filter(pk=version.pk).update(published_at=shown_at)


def _second_version(
    strategy: Strategy,
    components: Mapping[str, Component],
    departments: Mapping[str, Organisation],
    papers: Mapping[str, Document],
    by: Mapping[Role, Staff],
) -> None:
    lead, analyst = by[Role.STRATEGY_LEAD], by[Role.ANALYST]
    _programmes(words.PROGRAMMES_ANEW, components, departments, analyst)
    for code, (year, month) in words.ENDED.items():
        last = date(year, month, monthrange(year, month)[1])
        actions.end_programme(Programme.objects.get(code=code), on=last, by=analyst)
    for code, name in words.RENAMED.items():
        _rename(Programme.objects.get(code=code), name, analyst)
    actions.change_strategy(
        strategy,
        name=strategy.name,
        legal_basis=words.LEGAL_BASIS_ANEW,
        act=strategy.act,
        starts_on=STARTED_ON,
        ends_on=ENDS_ON,
        vision=strategy.vision,
        diagnosis=strategy.diagnosis,
        first_age=strategy.first_age,
        last_age=strategy.last_age,
        by=lead,
    )
    _judge(strategy, words.JUDGED_ANEW, papers, on=date(2024, 1, 22), by=lead)
    actions.adopt(strategy, on=SECOND_ON, reasons=words.REASONS, by=lead)


def _rename(programme: Programme, name: str, by: Staff) -> None:
    actions.change_programme(
        programme,
        component=programme.component,
        name=name,
        purpose=programme.purpose,
        department=programme.department,
        partners=(),
        starts_on=programme.starts_on,
        ends_on=programme.ends_on,
        state=ProgrammeState(programme.state),
        people_expected=programme.people_expected,
        by=by,
    )
