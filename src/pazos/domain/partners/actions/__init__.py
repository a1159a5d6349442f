"""Deeds on partners: registering and vetting them, agreeing with them, and the jobs they offer."""

from pazos.domain.partners.actions.agreements import (
    attach,
    change_agreement,
    draft_agreement,
    sign_agreement,
)
from pazos.domain.partners.actions.amending import NewDuty, amend_agreement
from pazos.domain.partners.actions.duties import (
    add_duty,
    change_duty,
    remove_duty,
    say_done,
    say_own_done,
    send_back,
)
from pazos.domain.partners.actions.ending import end_agreement, end_early
from pazos.domain.partners.actions.partners import (
    add_contact,
    change_contact,
    change_partner,
    forget_contact,
    register_partner,
    vet,
)
from pazos.domain.partners.actions.vacancies import (
    change_vacancy,
    fill_vacancy,
    offer_vacancy,
    withdraw_vacancy,
)

__all__ = [
    "NewDuty",
    "add_contact",
    "add_duty",
    "amend_agreement",
    "attach",
    "change_agreement",
    "change_contact",
    "change_duty",
    "change_partner",
    "change_vacancy",
    "draft_agreement",
    "end_agreement",
    "end_early",
    "fill_vacancy",
    "forget_contact",
    "offer_vacancy",
    "register_partner",
    "remove_duty",
    "say_done",
    "say_own_done",
    "send_back",
    "sign_agreement",
    "vet",
    "withdraw_vacancy",
]
