"""The phone in the street: a real browser at its size, from the first visit to the received record.

Nothing may be lost, nothing readable may lie on the phone, and nobody may think that something was
sent while it was not.
"""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from handset import PIN, Handset
from playwright.sync_api import expect

from conftest import PASSWORD
from pazos.domain.disputes.models import Dispute, Step, Turn
from pazos.domain.fieldwork.actions.devices import revoke
from pazos.domain.fieldwork.models import Device, Submission
from pazos.domain.outreach.models import Distress, Presence, SafetyIncident, WellbeingCheck
from pazos.domain.territory.models import Municipality
from pazos.interfaces.field import pages
from phones import Phone, a_dispute, seen_and_written, street

pytestmark = pytest.mark.browser
WORD, OTHER = "chirimoya", "guanabana"


@pytest.fixture
def city(transactional_db) -> Municipality:
    return Municipality.objects.create(name="Valdeflores", code="00001", is_synthetic=True)


@pytest.fixture
def team(city):
    return street()


def test_from_the_first_visit_to_a_received_record_and_nothing_readable_on_the_phone(
    handset, team, tmp_path, axe, picture
) -> None:
    phone = handset(tmp_path / "profile")
    page = phone.page
    team.ana.set_password(PASSWORD)
    team.ana.save()
    page.goto(f"{phone.line.url}/field/")
    assert "/sign-in/" in page.url
    page.locator("#id_username").fill("ana")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main button.primary").click()
    page.wait_for_url("**/field/")
    page.locator("#pin").fill("123456")
    page.locator("#pin-again").fill("123456")
    page.locator("form button").click()
    expect(page.get_by_role("alert")).to_contain_text("primeros que alguien probaría")
    axe(page)
    phone.choose_pin()
    phone.all_sent()
    axe(page)
    picture(page, "field-home-360")
    phone.write_dispute(f"una {WORD} en la tienda")
    phone.all_sent()
    row = Dispute.objects.get()
    assert (row.kind, row.summary, row.written_by) == ("debt", f"una {WORD} en la tienda", team.ana)
    assert [str(one.pk) for one in Submission.objects.all()] == phone.sent
    assert Submission.objects.get().record == row.pk
    raw = phone.raw()
    assert WORD not in raw
    assert PIN not in raw
    assert "/api/" not in raw
    phone.home()
    phone.tile("incident")
    phone.write("note", OTHER)
    phone.page.wait_for_timeout(1000)
    phone.context.close()
    assert [files_with(tmp_path / "profile", word) for word in (WORD, OTHER)] == [[], []]


def files_with(folder, word: str) -> list[str]:
    """Return the files of a browser that hold a word, in either of the ways browsers write text."""
    forms = [word.encode(), word.encode("utf-16-le")]
    return [
        str(path)
        for path in folder.rglob("*")
        if path.is_file() and any(form in path.read_bytes() for form in forms)
    ]


def test_a_day_without_signal_loses_nothing(handset, team, tmp_path, axe, picture) -> None:
    phone = handset(tmp_path / "profile").set_up(team.ana)
    phone.lose_signal()
    phone.page.reload()
    axe(phone.page)
    picture(phone.page, "field-locked-360")
    phone.unlock()
    phone.write_dispute()
    expect(phone.page.locator(".notice.good")).to_contain_text("sin enviar")
    phone.page.get_by_role("button", name="La tomo yo").click()
    phone.page.get_by_role("button", name="Ver la disputa").click()
    phone.page.locator(".deeds").get_by_role("button", name="Qué se hizo").click()
    phone.choose("act", "listened")
    today = phone.page.locator("[data-field=done_on] input").first.get_attribute("value")
    phone.choose("done_on", today)
    phone.choose("shift", "night")
    phone.write("note", "hablamos largo")
    axe(phone.page)
    picture(phone.page, "field-step-360")
    phone.save()
    phone.home()
    phone.tile("presence")
    phone.choose("activity", "walk")
    phone.choose("venue", "park")
    phone.choose("neighbourhood", "01")
    phone.choose("done_on", today)
    phone.choose("shift", "night")
    phone.page.get_by_role("button", name="Más:").nth(2).click()
    phone.save()
    phone.home()
    phone.tile("wellbeing")
    phone.choose("on", today)
    for scale in ("mood", "sleep", "safe"):
        phone.choose(scale, "4")
    phone.save()
    phone.home()
    phone.tile("incident")
    phone.choose("kind", "followed")
    phone.write("note", "una moto")
    phone.page.wait_for_timeout(400)
    phone.reopen()
    phone.unlock()
    expect(phone.page.locator(".strip")).to_contain_text("5 sin enviar · sin señal")
    axe(phone.page)
    phone.page.locator(".row").first.click()
    expect(phone.page.locator("[data-field=kind] input[value=followed]")).to_be_checked()
    expect(phone.page.locator("[data-field=note] textarea")).to_have_value("una moto")
    phone.choose("on", today)
    phone.choose("shift", "night")
    phone.save()
    phone.home()
    phone.page.locator(".strip button").first.click()
    expect(phone.page.locator(".items.waiting .item")).to_have_count(6)
    axe(phone.page)
    picture(phone.page, "field-unsent-360")
    assert not Submission.objects.exists()
    phone.find_signal()
    phone.all_sent()
    expect(phone.page.locator(".items.sent .item")).to_have_count(6)
    assert {str(one.pk) for one in Submission.objects.all()} == set(phone.sent)
    assert set(Submission.objects.values_list("standing", flat=True)) == {"applied"}
    dispute = Dispute.objects.get()
    assert (dispute.state, dispute.holder) == ("active", team.ana)
    assert [one.note for one in Step.objects.all()] == ["hablamos largo"]
    assert [Presence.objects.get().met, WellbeingCheck.objects.get().mood] == [{"14-17": 1}, 4]
    assert SafetyIncident.objects.get().note == "una moto"


def test_a_silent_server_is_named_and_sending_twice_is_once(handset, team) -> None:
    phone = handset().set_up(team.ana)
    phone.all_sent()
    phone.line.cut()
    phone.write_dispute("sin nadie al otro lado")
    expect(phone.page.locator(".strip")).to_contain_text("1 sin enviar · Pazos no responde")
    phone.page.locator(".strip button").first.click()
    expect(phone.page.locator(".notice.warn")).to_contain_text("Se intenta otra vez")
    phone.line.is_deaf = True
    phone.line.join()
    phone.page.get_by_role("button", name="Enviar ahora").click()
    expect(phone.page.locator(".items.waiting .item")).to_have_count(1)
    for _ in range(50):
        if Submission.objects.exists():
            break
        phone.page.wait_for_timeout(100)
    assert Submission.objects.count() == 1
    phone.line.cut()
    phone.line.is_deaf = False
    phone.line.join()
    phone.page.get_by_role("button", name="Enviar ahora").click()
    phone.all_sent()
    assert len(phone.sent) >= 2
    assert (Submission.objects.count(), Dispute.objects.count()) == (1, 1)
    Device.objects.update(token_hash="restored from before this phone was known")
    phone.home()
    phone.write_dispute("con una llave nueva")
    phone.all_sent()
    assert (Device.objects.count(), Dispute.objects.count()) == (2, 2)


def test_what_is_refused_or_held_is_shown_with_its_reason(handset, team, axe, picture) -> None:
    beto = Phone(team.beto)
    alert = beto.write("dispute", a_dispute())
    beto.sync()
    phone = handset().set_up(team.ana)
    phone.all_sent()
    phone.lose_signal()
    phone.tile("disputes")
    phone.page.locator(".row").first.click()
    phone.page.get_by_role("button", name="La tomo yo").click()
    expect(phone.page.locator(".facts")).to_contain_text("Ana")
    phone.page.get_by_role("button", name="Cambiar datos").click()
    phone.choose("kind", "threat")
    phone.save()
    beto.write("turn", {"dispute": str(alert), "deed": "claim"})
    beto.write("dispute", seen_and_written(kind=("debt", "revenge")), record=alert, base=1)
    beto.sync()
    phone.find_signal()
    phone.all_sent()
    phone.page.locator(".strip button").first.click()
    expect(phone.page.locator(".items.refused li li")).to_have_count(1)
    expect(phone.page.locator(".items.held")).to_contain_text("Otra persona cambió lo mismo")
    axe(phone.page)
    picture(phone.page, "field-refused-360")
    assert Dispute.objects.get().holder == team.beto
    assert Turn.objects.count() == 1


def test_a_dispute_is_carried_from_alert_to_closed_on_the_phone(handset, team) -> None:
    phone = handset().set_up(team.ana)
    page = phone.page

    def press(name: str) -> None:
        page.get_by_role("button", name=name).first.click()

    def kept() -> None:
        phone.save()
        page.get_by_role("button", name="Ver la disputa").click()
        expect(page.locator(".facts")).to_be_visible()

    phone.write_dispute()
    press("La tomo yo")
    press("Ver la disputa")
    press("Un acuerdo")
    today = page.locator("[data-field=agreed_on] input").first.get_attribute("value")
    phone.choose("agreed_on", today)
    phone.choose("terms", "apology", "no_weapons")
    phone.choose("keeper", "leader")
    kept()
    press("Alguien más")
    phone.choose("role", "friend")
    phone.choose("age_band", "18-28")
    kept()
    press("Un día para volver")
    phone.choose("occasion", "visit")
    phone.choose("due_on", today)
    kept()
    phone.all_sent()
    press("Quitar")
    phone.choose("is_gone", "true")
    kept()
    press("¿Se cumple?")
    phone.choose("held", "true")
    kept()
    page.locator(".part .row").first.click()
    phone.choose("is_calm", "true")
    kept()
    phone.all_sent()
    while page.locator(".part .row").count():
        page.locator(".part .row").first.click()
        phone.choose("is_calm", "true")
        kept()
    press("Cerrarla")
    phone.choose("outcome", "settled")
    phone.choose("reason", "agreement_held")
    kept()
    phone.all_sent()
    assert set(Submission.objects.values_list("standing", flat=True)) == {"applied"}
    dispute = Dispute.objects.get()
    assert (dispute.state, dispute.outcome, dispute.parties.count()) == ("closed", "settled", 0)
    assert dispute.settlements.get().held is True


def test_wrong_pins_empty_the_phone_over_reloads(handset, team) -> None:
    phone = handset().set_up(team.ana)
    phone.page.reload()
    phone.page.evaluate(TRIED, 6)
    phone.unlock("999998")
    expect(phone.page.locator("form [role=alert]")).to_contain_text("Queda un solo intento")
    phone.page.reload()
    expect(phone.page.locator("form [role=alert]")).to_contain_text("Queda un solo intento")
    phone.unlock("999998")
    expect(phone.page.locator(".notice.info")).to_contain_text("se vació porque el PIN falló")
    assert kept(phone) == 0


def test_signing_out_warns_of_what_is_unsent_and_empties_the_phone(handset, team, axe, picture) -> None:
    phone = handset().set_up(team.ana)
    phone.all_sent()
    phone.lose_signal()
    phone.write_dispute()
    phone.home()
    phone.page.get_by_role("button", name="Ajustes").click()
    expect(phone.page.locator(".notice.bad")).to_contain_text(
        "1 cosa no se ha enviado. Si vacía ahora, se pierde."
    )
    axe(phone.page)
    picture(phone.page, "field-settings-360")
    phone.find_signal()
    phone.page.get_by_role("button", name="Enviar primero").click()
    expect(phone.page.get_by_text("No hay nada sin enviar.")).to_be_visible()
    phone.page.get_by_role("button", name="Salir y vaciar").click()
    expect(phone.page.locator(".notice.info")).to_contain_text("Este teléfono quedó vacío")
    assert kept(phone) == 0
    assert Dispute.objects.count() == 1
    assert Device.objects.get().emptied_at is not None
    phone.page.goto(f"{phone.line.url}/account/")
    assert "/sign-in/" in phone.page.url


def test_a_revoked_phone_hands_its_work_in_and_is_emptied(handset, team) -> None:
    phone = handset().set_up(team.ana)
    phone.all_sent()
    phone.lose_signal()
    phone.write_dispute("antes de salir")
    revoke(Device.objects.get(), by=team.ana)
    phone.find_signal()
    expect(phone.page.locator(".notice.info")).to_contain_text("cerró este teléfono")
    assert kept(phone) == 0
    assert Submission.objects.get().standing == "held_coordinator"
    assert Device.objects.get().emptied_at is not None


def test_a_phone_whose_time_is_over_is_emptied_once_nothing_is_unsent(handset, team, picture) -> None:
    phone = handset().set_up(team.ana)
    phone.all_sent()
    Device.objects.update(expires_at=timezone.now() + timedelta(days=2))
    phone.context.clear_cookies()
    phone.page.reload()
    phone.unlock()
    phone.all_sent()
    expect(phone.page.locator(".notice.warn a")).to_have_text("Entrar")
    phone.lose_signal()
    phone.write_dispute("en la vereda")
    phone.page.clock.set_system_time(timezone.now() + timedelta(days=31))
    phone.page.reload()
    expect(phone.page.locator(".notice.bad")).to_contain_text("Queda 1 cosa sin enviar")
    picture(phone.page, "field-over-360")
    phone.find_signal()
    phone.page.reload()
    phone.unlock()
    phone.page.get_by_role("button", name="Enviar y vaciar").click()
    expect(phone.page.locator(".notice.info")).to_contain_text("quedó vacío")
    assert kept(phone) == 0
    assert Submission.objects.count() == 1


def test_a_full_phone_says_so_and_keeps_the_words_on_the_screen(handset, team, axe, picture) -> None:
    phone = handset()
    tools = phone.context.new_cdp_session(phone.page)
    tools.send("Storage.overrideQuotaForOrigin", {"origin": phone.line.url, "quotaSize": 3_000_000})
    phone.set_up(team.ana)
    phone.all_sent()
    phone.lose_signal()
    phone.page.evaluate(FILLED)
    phone.tile("incident")
    phone.choose("kind", "robbed")
    phone.choose("on", phone.page.locator("[data-field=on] input").first.get_attribute("value"))
    phone.choose("shift", "night")
    phone.write("note", "sin espacio")
    phone.save()
    expect(phone.page.locator(".notice.bad")).to_contain_text("NO quedó guardado")
    expect(phone.page.locator("[data-field=note] textarea")).to_have_value("sin espacio")
    axe(phone.page)
    picture(phone.page, "field-full-360")
    phone.page.evaluate("() => { indexedDB.deleteDatabase('photos'); }")
    phone.save()
    expect(phone.page.locator(".notice.good")).to_be_visible()
    phone.find_signal()
    phone.all_sent()
    assert SafetyIncident.objects.get().note == "sin espacio"


def test_a_call_for_help_takes_two_seconds_says_when_it_has_not_left_and_goes_first(
    handset, team, picture
) -> None:
    phone = handset().set_up(team.ana)
    phone.all_sent()
    phone.page.locator("#today").select_option("01")
    phone.lose_signal()
    phone.write_dispute()
    phone.page.get_by_role("button", name="Cerrar", exact=True).click()
    phone.page.locator(".hold").click()
    expect(phone.page.get_by_text("¿Pedir ayuda a su coordinación ahora?")).to_be_visible()
    phone.page.locator(".hold").click(delay=2300)
    phone.unlock()
    expect(phone.page.locator(".notice.bad")).to_contain_text("NO ha salido")
    picture(phone.page, "field-help-360")
    phone.find_signal()
    expect(phone.page.locator(".notice.good")).to_contain_text("llegó a la coordinación")
    phone.all_sent()
    assert Distress.objects.get().neighbourhood.code == "01"
    first = Submission.objects.get(pk=phone.sent[0])  # both came in one visit, the call before the rest
    assert (first.form, Submission.objects.count()) == ("distress", 2)


def test_a_new_version_waits_until_the_phone_is_locked_and_no_draft_is_lost(
    handset, team, monkeypatch
) -> None:
    phone = handset().set_up(team.ana)
    frame = pages._frame()
    phone.tile("incident")
    phone.write("note", "a medias")
    monkeypatch.setattr(pages, "_frame", lambda: frame.replace("<body>", "<body data-new>"))
    phone.page.evaluate(UPDATED)
    expect(phone.page.locator("[data-field=note] textarea")).to_have_value("a medias")
    expect(phone.page.locator("body[data-new]")).to_have_count(0)
    phone.page.get_by_role("button", name="Cerrar", exact=True).click()
    expect(phone.page.locator("body[data-new]")).to_have_count(1)
    phone.unlock()
    phone.page.locator(".row").first.click()
    expect(phone.page.locator("[data-field=note] textarea")).to_have_value("a medias")


def test_a_second_window_closes_the_first(handset, team) -> None:
    phone = handset().set_up(team.ana)
    first = phone.page
    phone.page = phone.context.new_page()
    phone.page.goto(f"{phone.line.url}/field/")
    phone.unlock()
    expect(phone.page.locator(".tile.new")).to_be_visible()
    expect(first.locator("#pin")).to_be_visible()


@pytest.mark.parametrize(("language", "light", "width"), [("es", "sun", 320), ("en", "dark", 360)])
def test_every_screen_is_read_in_both_languages_and_lights(
    handset, team, axe, picture, language, light, width
) -> None:
    beto = Phone(team.beto)
    beto.write("dispute", a_dispute())
    beto.sync()
    phone = handset()
    page = phone.page
    page.set_viewport_size({"width": width, "height": 640})
    page.add_init_script(f'localStorage.setItem(\'look\', \'{{"language":"{language}","light":"{light}"}}\')')
    phone.set_up(team.ana)
    phone.all_sent()
    shown = []

    def look(name: str) -> None:
        axe(page)
        picture(page, f"field-{name}-{width}-{light}-{language}")
        assert page.evaluate(TOO_WIDE, width) == []
        shown.append(page.locator("main").inner_text())

    look("home")
    for tile in ("new", "presence", "disputes", "due", "wellbeing", "incident"):
        phone.tile(tile)
        expect(page.locator(".tiles")).to_have_count(0)
        look(tile)
        if tile == "disputes":
            page.locator(".row").first.click()
            expect(page.locator(".facts")).to_be_visible()
            look("dispute")
            page.locator(".back").click()
            expect(page.locator(".facts")).to_have_count(0)
        page.locator(".back").click()
        expect(page.locator(".tiles")).to_be_visible()
    page.locator(".strip button").first.click()
    look("out")
    page.locator(".back").click()
    page.locator(".screen > .two button").last.click()
    look("settings")
    page.locator(".back").click()
    page.locator(".screen > .two button").first.click()
    look("about")
    words = " ".join(shown).lower()
    assert [word for word in ("polic", "police", "undefined", "[object") if word in words] == []


def kept(phone: Handset) -> int:
    """How many things lie in the store of the phone."""
    return phone.page.evaluate(COUNT)


TOO_WIDE = """(width) => [...document.querySelectorAll("body *")].filter((node) =>
    node.getBoundingClientRect().right > width + 0.5).map((node) => `${node.tagName} ${node.className} ${node.textContent}`)"""
COUNT = """async () => {
    const asked = (request) => new Promise((done) => { request.onsuccess = () => done(request.result); });
    const database = await asked(indexedDB.open("pazos"));
    let found = 0;
    for (const area of database.objectStoreNames) {
        found += await asked(database.transaction(area).objectStore(area).count());
    }
    database.close();
    return found;
}"""
UPDATED = """async () => {
    const known = await navigator.serviceWorker.getRegistration("/field/");
    await known.update();
    while (!known.waiting) await new Promise((done) => setTimeout(done, 50));
}"""
FILLED = """async () => {
    const asked = (request) => new Promise((done) => { request.onsuccess = () => done(request.result); });
    const opening = indexedDB.open("photos", 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore("photos", { autoIncrement: true });
    const database = await asked(opening);
    database.onversionchange = () => database.close();
    for (const size of [200000, 20000, 2000, 200, 20]) {
        for (let fits = true; fits;) {
            const work = database.transaction("photos", "readwrite");
            work.objectStore("photos").put(crypto.getRandomValues(new Uint8Array(Math.min(size, 65536))));
            fits = await new Promise((done) => { work.oncomplete = () => done(true); work.onabort = () => done(false); });
        }
    }
}"""
TRIED = """async (tries) => {
    const asked = (request) => new Promise((done) => { request.onsuccess = () => done(request.result); });
    const database = await asked(indexedDB.open("pazos"));
    const store = database.transaction("lock", "readwrite").objectStore("lock");
    const facts = await asked(store.get("facts"));
    await asked(store.put({ ...facts, tries }, "facts"));
    database.close();
}"""
