"""Every security control that `mutate` takes away, and the test that must notice."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Control:
    """In `path`, `control` is replaced by `without`; then `test` must fail."""

    threat: str
    path: str
    control: str
    without: str
    test: str


_GUARDS = "callcenter/contacts/guards.py"
_TEST_GUARDS = "tests/callcenter/test_guards.py"
_EDGES = "tests/callcenter/test_edges.py"
CONTROLS = (
    Control(
        "I3 two offers",
        "migrations/versions/0001_the_first_schema.py",
        """"uq_offer_pending_associate",
            ["associate_id"],
            unique=True,""",
        """"uq_offer_pending_associate",
            ["associate_id"],
            unique=False,""",
        "tests/routing/test_impossible.py::test_nobody_is_offered_two_at_once",
    ),
    Control(
        "I3 two talks",
        "migrations/versions/0045_a_console_that_comes_back.py",
        '_unique("uq_contact_live_associate", "associate_id", served)',
        'op.drop_index("uq_contact_live_associate", table_name="contact")',
        "tests/routing/test_impossible.py::test_nobody_is_in_two_talks",
    ),
    Control(
        "T1 regions",
        "callcenter/kernel/phone.py",
        "if home is None or home not in self.allowed:",
        "if home is None:",
        "tests/callcenter/test_numbers.py",
    ),
    Control(
        "T1 types",
        "callcenter/kernel/phone.py",
        "if phonenumbers.number_type(number) not in self.allowed[home]:",
        "if False:",
        "tests/callcenter/test_numbers.py",
    ),
    Control(
        "T1 money",
        "callcenter/contacts/money.py",
        "sums = [daily(tx)] if proven else [daily(tx), unproven(tx)]",
        "sums: list[Budget] = []",
        f"{_TEST_GUARDS}::test_the_money_stops_everything_at_its_daily_sum",
    ),
    Control(
        "T2 prefix",
        _GUARDS,
        ", *_uses(PER_PREFIX, prefix)]",
        "]",
        f"{_TEST_GUARDS}::test_one_prefix_is_asked_for_only_so_often",
    ),
    Control(
        "T2 concurrency",
        "callcenter/infra/budget.py",
        "if gone.get((use.budget.title, use.key), 0) + use.amount > use.budget.limit:",
        "if False:",
        f"{_TEST_GUARDS}::test_many_at_limit_minus_one_let_exactly_one_pass",
    ),
    Control(
        "T3 no oracle",
        _GUARDS,
        'raise Unseen("This number is not called.")',
        'raise Conflict("This number is not called.")',
        f"{_TEST_GUARDS}::test_blocked_known_and_new_numbers_are_answered_alike",
    ),
    Control(
        "T3 press nine",
        "ivr/strangers.py",
        'standing.suppress(tx, leg.number_index or contact.number_index, "keypad")',
        "pass",
        f"{_EDGES}::test_pressing_nine_ends_it_for_ever",
    ),
    Control(
        "T3 one text a day",
        _GUARDS,
        "TEXTS_PROVEN if in_talk or known.proven else TEXTS",
        "TEXTS_PROVEN",
        f"{_TEST_GUARDS}::test_a_stranger_is_texted_once_a_day_whatever_is_booked",
    ),
    Control(
        "T3 puzzle",
        "callcenter/widget/proof.py",
        "if not _solved(tx, solution):",
        "if False:",
        f"{_TEST_GUARDS}::test_proof_of_work_is_asked_for_under_attack_and_spent_once",
    ),
    Control(
        "T3 trap",
        _GUARDS,
        "if asker.trap or known",
        "if known",
        f"{_TEST_GUARDS}::test_a_form_filled_by_a_robot_rings_nobody_and_looks_fine",
    ),
    Control(
        "T4 emergency",
        "callcenter/kernel/phone.py",
        "if _emergency(text, {region, *self.allowed}):",
        "if False:",
        "tests/callcenter/test_numbers.py",
    ),
    Control(
        "T4 dialled after",
        "callcenter/kernel/phone.py",
        "if len(text) > _LONGEST or not _WRITTEN.fullmatch(text):",
        "if False:",
        "tests/callcenter/test_numbers.py",
    ),
    Control(
        "T4 own numbers",
        "callcenter/kernel/phone.py",
        "in self.own_numbers:",
        "in ():",
        "tests/callcenter/test_numbers.py::test_our_own_numbers_are_never_rung",
    ),
    Control(
        "T8 proofs run out",
        "callcenter/contacts/standing.py",
        "return proven_at is not None and proven_at > now - PROOF_LASTS",
        "return proven_at is not None",
        f"{_EDGES}::test_a_proof_runs_out_because_numbers_get_new_owners",
    ),
    Control(
        "T9 signature",
        "callcenter/carrier/webhook.py",
        "return bool(RequestValidator(settings.twilio_auth_token).validate(url, form, signature))",
        "return True",
        f"{_EDGES}::test_only_our_carriers_signature_opens_the_webhooks",
    ),
    Control(
        "T11 doubled names",
        "callcenter/carrier/webhook.py",
        "return form if len(form) == len(request.form) else None",
        "return form",
        f"{_EDGES}::test_only_our_carriers_signature_opens_the_webhooks",
    ),
    Control(
        "T13 hostile input",
        "streaming/statuses.py",
        "except (ValueError, RecursionError):",
        "except RecursionError:",
        "tests/callcenter/test_hostile_bodies.py",
    ),
    Control(
        "T13 nested bodies",
        "callcenter/web/request.py",
        "except RecursionError:",
        "except KeyError:",
        "tests/callcenter/test_hostile_bodies.py",
    ),
    Control(
        "T13 callers",
        "ivr/reception.py",
        "if not phone.is_international(caller.number):",
        "if not caller.number:",
        "tests/callcenter/test_hostile_bodies.py",
    ),
    Control(
        "T18 previews",
        "callcenter/appointments/views.py",
        '@bp.post("/<token>/confirm")',
        '@bp.route("/<token>/confirm", methods=["GET", "POST"])',
        f"{_EDGES}::test_preview_robots_change_nothing",
    ),
    Control(
        "T19 others' contacts",
        "callcenter/contacts/service.py",
        "if contact.associate_id != associate_id:",
        "if False:",
        "tests/house/test_roles.py",
    ),
    Control(
        "T20 tokens in logs",
        "callcenter/infra/logs.py",
        'return _SECRET.sub(r"\\1***", ',
        "return (",
        "tests/callcenter/test_privacy.py::test_no_number_and_no_token_stands_in_a_log",
    ),
    Control(
        "T21 host header",
        "callcenter/appointments/notes.py",
        'return f"{tx.settings.public_url}/a/{token}"',
        'from flask import request; return f"{request.host_url}a/{token}"',
        f"{_EDGES}::test_links_in_texts_come_from_our_address_whatever_host_was_named",
    ),
    Control(
        "T26 forged requests",
        "callcenter/web/guards.py",
        "if not hmac.compare_digest(sent.encode(), csrf_token().encode()):",
        "if False:",
        "tests/house/test_roles.py",
    ),
    Control(
        "T28 numbers in logs",
        "callcenter/infra/logs.py",
        'f"+•••{found.group()[-3:]}"',
        "found.group()",
        "tests/callcenter/test_privacy.py::test_no_number_and_no_token_stands_in_a_log",
    ),
    Control(
        "T31 stop, dialling",
        "callcenter/contacts/jobs.py",
        "refusal = guards.may_ring(tx, leg)",
        'refusal = ""',
        f"{_TEST_GUARDS}::test_a_stop_holds_for_calls_and_texts_that_were_planned_before",
    ),
    Control(
        "T31 stop, sending",
        "callcenter/messages/service.py",
        "refusal = _unfit(tx, message, stopped=known.stopped) or _spent(tx, message, known)",
        'refusal = ""',
        f"{_TEST_GUARDS}::test_a_stop_holds_for_calls_and_texts_that_were_planned_before",
    ),
    Control(
        "T32 quiet hours",
        "callcenter/kernel/daytime.py",
        "return all(self._within",
        "return any(self._within",
        "tests/callcenter/test_local_times.py",
    ),
    Control(
        "T32 night texts",
        "callcenter/messages/service.py",
        "or _put_off(tx, message)",
        "",
        "tests/callcenter/test_keeping.py::test_a_booking_made_at_night_is_confirmed_in_the_morning",
    ),
    Control(
        "T33 clock changes",
        "callcenter/kernel/localtime.py",
        "return (second if fold else first).astimezone(UTC)",
        "return first.astimezone(UTC)",
        "tests/callcenter/test_local_times.py",
    ),
    Control(
        "T36 erasure",
        "callcenter/privacy/service.py",
        'row.body_sealed = b""',
        "pass",
        "tests/callcenter/test_privacy.py::test_erasing_leaves_the_stop_and_nothing_else",
    ),
    Control(
        "T36 at the carrier",
        "callcenter/privacy/service.py",
        "services.carrier.forget(number)",
        "pass",
        "tests/callcenter/test_privacy.py::test_the_carrier_is_asked_until_it_has_forgotten",
    ),
)
