"""The budget as spreadsheets: lines with their shares, movements in the order they were entered, and the plan.

A line is known again by its year, department, rubro, fund and BPIN. Movements have no code of their own: one
is known again by its line, step, day, kind, amount and number, so two that are alike in all of these need
different numbers. Rows go out in the order in which they were entered, which is one in which they can be
entered again; of a transfer the giving side makes both.
"""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from pazos.analysis.books.sheet import Column, Kind, Sheet
from pazos.domain.budget import actions, queries
from pazos.domain.budget.actions import ShareSaid
from pazos.domain.budget.models import BudgetLine, Movement, PlannedPayment
from pazos.domain.budget.queries import Sought
from pazos.domain.budget.vocabulary import ORDER, Amendment, Fund, Step
from pazos.domain.money import HOME
from pazos.domain.people.models import Organisation
from pazos.domain.strategy.models import Component, Programme
from pazos.domain.teams.queries import reach_of
from pazos.foundation.access.policy import Permission
from pazos.foundation.words import N_
from pazos.science.problems import InputProblem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from django.db.models import QuerySet

    from pazos.domain.people.models import Staff

BETWEEN = ";"


def _departments() -> Iterable[tuple[str, str]]:
    city = Organisation.objects.filter(kind=Organisation.Kind.CITY).order_by("name")
    return [(name, name) for name in city.values_list("name", flat=True)]


def _programmes() -> Iterable[tuple[str, str]]:
    return Programme.objects.order_by("code").values_list("code", "name")


LINE = (
    Column("year", _("Year"), Kind.WHOLE, is_required=True, example="2023"),
    Column("department", _("Department"), Kind.CHOICE, is_required=True, choices=_departments),
    Column(
        "rubro",
        _("Rubro"),
        is_required=True,
        says=_("As the budget has it (CCPET), with its points and zeros."),
        example="2.3.2.02.02.009",
        is_code=True,
    ),
    Column("fund", _("Source of funds"), Kind.CHOICE, choices=lambda: Fund.choices),
    Column("bpin", _("BPIN"), says=_("The code of the investment project."), example="2023765200012"),
)
LINES = (
    *LINE,
    Column("name", _("What it pays for"), is_required=True, example="Talleres del programa de calle"),
    Column("programme", _("Programme"), Kind.CHOICE, choices=_programmes),
    Column("currency", _("Currency"), says=_("Three letters; pesos where it is empty."), example=HOME),
    Column(
        "shares",
        _("Shares of the components"),
        says=_(
            "Code of a component, its share in per cent and, where they are known, its bounds in brackets; one after "
            "another with semicolons. All of them add up to 100. Empty: all of it serves the programme's component."
        ),
        example="prevencion 60 (50-70); justicia 40",
    ),
)
MOVEMENTS = (
    *LINE,
    Column("step", _("Step"), Kind.CHOICE, is_required=True, choices=lambda: Step.choices),
    Column("amendment", _("What it is"), Kind.CHOICE, choices=lambda: Amendment.choices),
    Column("on", _("Day"), Kind.DATE, is_required=True, example="2023-03-15"),
    Column(
        "amount",
        _("Amount"),
        Kind.AMOUNT,
        is_required=True,
        says=_("Below nought for what is reduced, released, refunded, given to another line or taken back."),
        example="1250000.50",
    ),
    Column("number", _("Number of the paper"), example="CDP-0123"),
    Column(
        "stands_on", _("It stands on"), says=_("The number of a paper of the step before, on the same line.")
    ),
    Column("to_department", _("Transferred to: department"), Kind.CHOICE, choices=_departments),
    Column(
        "to_rubro",
        _("Transferred to: rubro"),
        is_code=True,
        says=_("Of the same year; on the giving side only."),
    ),
    Column("takes_back", _("Takes an error back"), Kind.YES_NO),
    Column("payee", _("Paid to"), says=_("An organisation's name as it stands in the list.")),
    Column("note", _("Note")),
)
PLAN = (
    *LINE,
    Column("month", _("Month"), Kind.DATE, is_required=True, says=_("Any day of it."), example="2023-03-01"),
    Column("amount", _("Planned payment"), Kind.AMOUNT, is_required=True, example="1000000"),
)


def _visible(staff: Staff) -> QuerySet[BudgetLine]:
    reach = reach_of(staff, Permission.SEE_BUDGET)
    return BudgetLine.objects.filter(reach.belonging(organisation="department"))


def _of_line(line: BudgetLine) -> dict[str, object]:
    return {
        "year": line.year,
        "department": line.department.name,
        "rubro": line.rubro,
        "fund": line.fund,
        "bpin": line.bpin,
    }


def _department(name: str) -> Organisation:
    found = Organisation.objects.filter(kind=Organisation.Kind.CITY, name=name).first()
    if found is None:
        raise InputProblem(N_("No department of the city is called {name}."), name=name, field="department")
    return found


def _known(row: Mapping[str, Any]) -> BudgetLine | None:
    return BudgetLine.objects.filter(
        year=row["year"],
        department__name=row["department"],
        rubro=str(row["rubro"]).strip(),
        fund=row.get("fund") or Fund.OWN,
        bpin=str(row.get("bpin") or "").strip(),
    ).first()


def _line(row: Mapping[str, Any]) -> BudgetLine:
    found = _known(row)
    if found is None:
        raise InputProblem(
            N_("There is no line {rubro} of this year, department, fund and BPIN. Bring the lines in first."),
            rubro=row["rubro"],
            field="rubro",
        )
    return found


def _line_rows(staff: Staff) -> Iterator[Mapping[str, object]]:
    related = _visible(staff).select_related("department", "programme").prefetch_related("shares__component")
    for line in related.order_by("year", "department__name", "rubro", "pk"):
        yield {
            **_of_line(line),
            "name": line.name,
            "programme": line.programme.code if line.programme else "",
            "currency": line.currency,
            "shares": f"{BETWEEN} ".join(_share_words(share) for share in line.shares.all()),
        }


def _share_words(share: Any) -> str:
    words = f"{share.component.code} {_percent(share.ten_thousandths)}"
    if share.at_least is None and share.at_most is None:
        return words
    low, high = (share.ten_thousandths if one is None else one for one in (share.at_least, share.at_most))
    return f"{words} ({_percent(low)}-{_percent(high)})"


def _percent(part: int) -> str:
    return f"{(Decimal(part) / 100).normalize():f}"


def _take_line(row: Mapping[str, Any], by: Staff) -> None:
    programme = Programme.objects.filter(code=row.get("programme") or "").first()
    if row.get("programme") and programme is None:
        raise InputProblem(N_("There is no programme {code}."), code=row["programme"], field="programme")
    said: dict[str, Any] = {
        "name": row["name"],
        "programme": programme,
        "currency": row.get("currency") or HOME,
    }
    line = _known(row)
    if line is None:
        line = actions.add_line(
            year=row["year"],
            department=_department(row["department"]),
            rubro=str(row["rubro"]),
            fund=row.get("fund") or Fund.OWN,
            bpin=str(row.get("bpin") or ""),
            by=by,
            **said,
        )
    else:
        actions.change_line(line, **said, by=by)
    actions.share_line(line, shares=_shares(row.get("shares") or "", line), by=by)


def _shares(text: str, line: BudgetLine) -> list[ShareSaid]:
    kept = {share.component_id: share.reasons for share in line.shares.all()}
    return [_share(piece.strip(), kept) for piece in text.split(BETWEEN) if piece.strip()]


def _share(piece: str, reasons: Mapping[int, str]) -> ShareSaid:
    main, _bracket, bounds = piece.partition("(")
    try:
        code, part = main.split()
        low, high = bounds.rstrip(") ").split("-") if bounds else (None, None)
    except ValueError as error:
        raise _no_share(piece) from error
    component = Component.objects.filter(code=code).order_by("-strategy__starts_on").first()
    if component is None:
        raise InputProblem(N_("There is no component of the code {code}."), code=code, field="shares")
    return ShareSaid(
        component=component,
        ten_thousandths=_part(part, piece) or 0,
        reasons=reasons.get(component.pk, ""),
        at_least=_part(low, piece),
        at_most=_part(high, piece),
    )


def _part(text: str | None, piece: str) -> int | None:
    if text is None:
        return None
    try:
        part = Decimal(text.strip().rstrip("%").replace(",", ".")) * 100
    except ArithmeticError as error:
        raise _no_share(piece) from error
    if part != part.to_integral_value():
        raise _no_share(piece)
    return int(part)


def _no_share(piece: str) -> InputProblem:
    return InputProblem(
        N_("{value} is no share. Write the component's code and its per cent: prevencion 60."),
        value=piece[:60],
        field="shares",
    )


def _movement_rows(staff: Staff) -> Iterator[Mapping[str, object]]:
    related = ("line__department", "counterpart__line__department", "stands_on", "payee")
    rows = Movement.objects.filter(line__in=_visible(staff)).select_related(*related).order_by("pk")
    for row in rows:
        gives = row.counterpart is not None and row.amount < 0 and row.takes_back_id is None
        other = row.counterpart.line if gives and row.counterpart else None
        yield {
            **_of_line(row.line),
            "step": row.step,
            "amendment": row.amendment,
            "on": row.on,
            "amount": row.amount,
            "number": row.number,
            "stands_on": row.stands_on.number if row.stands_on else "",
            "to_department": other.department.name if other else "",
            "to_rubro": other.rubro if other else "",
            "takes_back": row.takes_back_id is not None,
            "payee": row.payee.name if row.payee else "",
            "note": row.note,
        }


def _take_movement(row: Mapping[str, Any], by: Staff) -> None:
    line = _line(row)
    takes_back = bool(row.get("takes_back"))
    alike = Movement.objects.filter(
        line=line,
        step=row["step"],
        on=row["on"],
        amount=row["amount"],
        amendment=row.get("amendment") or "",
        number=str(row.get("number") or "").strip(),
        takes_back__isnull=not takes_back,
    )
    if alike.exists():
        return
    if takes_back:
        _take_back(line, row, by)
    elif row.get("amendment") == Amendment.TRANSFER_OUT:
        _transfer(line, row, by)
    else:
        actions.move(
            line=line,
            step=row["step"],
            amount=row["amount"],
            on=row["on"],
            amendment=row.get("amendment") or "",
            number=str(row.get("number") or ""),
            stands_on=_paper(line, row),
            payee=_payee(str(row.get("payee") or "")),
            note=row.get("note") or "",
            by=by,
        )


def _take_back(line: BudgetLine, row: Mapping[str, Any], by: Staff) -> None:
    open_ones = Movement.objects.filter(
        line=line,
        step=row["step"],
        amount=-row["amount"],
        number=str(row.get("number") or "").strip(),
        takes_back__isnull=True,
        taken_back_by__isnull=True,
    )
    wrong = open_ones.order_by("-on", "-pk").first()
    if wrong is None:
        raise InputProblem(N_("There is no movement of that size and number to take back."), field="amount")
    actions.take_back(wrong, on=row["on"], by=by, why=row.get("note") or str(_("Taken back in the file")))


def _transfer(line: BudgetLine, row: Mapping[str, Any], by: Staff) -> None:
    target = BudgetLine.objects.filter(
        year=line.year,
        department__name=row.get("to_department") or "",
        rubro=str(row.get("to_rubro") or ""),
        currency=line.currency,
    )
    if target.count() != 1:
        raise InputProblem(
            N_("Say to which line it goes: {count} lines have that department and rubro."),
            count=target.count(),
            field="to_rubro",
        )
    actions.transfer(
        source=line,
        target=target.get(),
        amount=-row["amount"],
        on=row["on"],
        number=str(row.get("number") or ""),
        note=row.get("note") or "",
        by=by,
    )


def _paper(line: BudgetLine, row: Mapping[str, Any]) -> Movement | None:
    number = str(row.get("stands_on") or "").strip()
    if not number:
        return None
    place = ORDER.index(Step(row["step"]))
    steps = [ORDER[place]] if row["amount"] < 0 else ORDER[max(place - 1, 0) : place]
    papers = Movement.objects.filter(
        line=line, step__in=steps, number=number, amount__gt=0, takes_back__isnull=True
    )
    found = papers.order_by("pk").first()
    if found is None:
        raise InputProblem(
            N_("No paper number {number} of the step before stands on this line."),
            number=number,
            field="stands_on",
        )
    return found


def _payee(name: str) -> Organisation | None:
    if not name.strip():
        return None
    found = Organisation.objects.filter(name__iexact=name.strip()).first()
    if found is None:
        raise InputProblem(N_("No organisation is called {name}."), name=name, field="payee")
    return found


def _plan_rows(staff: Staff) -> Iterator[Mapping[str, object]]:
    rows = PlannedPayment.objects.filter(line__in=_visible(staff)).select_related("line__department")
    for row in rows.order_by("line", "month"):
        yield {**_of_line(row.line), "month": row.month, "amount": row.amount}


def _take_plan(row: Mapping[str, Any], by: Staff) -> None:
    actions.plan_payments(_line(row), months={row["month"]: row["amount"]}, by=by)


def _execution_rows(staff: Staff) -> Iterator[Mapping[str, object]]:
    from django.utils import timezone

    on = timezone.localdate()
    for row in queries.execution(Sought(), on=on, seen_by=staff):
        yield {
            "year": row.year,
            "department": row.department,
            "rubro": row.rubro,
            "name": row.name,
            **{step.value: amount for step, amount in zip(ORDER, row.steps.amounts, strict=True)},
        }


EXECUTION = (
    *(Column(name, label) for name, label in (("department", _("Department")), ("rubro", _("Rubro")))),
    Column("year", _("Year"), Kind.WHOLE),
    Column("name", _("What it pays for")),
    *(Column(step.value, step.label, Kind.AMOUNT) for step in ORDER),
)
SEE, KEEP = Permission.SEE_BUDGET, Permission.KEEP_BUDGET
SHEETS = (
    Sheet("budget_lines", _("Budget lines"), LINES, SEE, KEEP, _line_rows, _take_line),
    Sheet(
        "budget_movements", _("Movements of the budget"), MOVEMENTS, SEE, KEEP, _movement_rows, _take_movement
    ),
    Sheet("budget_plan", _("Plan of payments"), PLAN, SEE, KEEP, _plan_rows, _take_plan),
    Sheet("budget_execution", _("Budget execution"), EXECUTION, SEE, None, _execution_rows),
)
