"""The performance page: medians, ratios, verdicts."""

from rig.figures import FIGURES
from rig.report import page
from rig.results import Results

MACHINE = dict(time='2026-01-01T00:00:00Z', quick=False, repeat=3, commit='abc', kernel='6.1', machine='x86_64',
               cpu='a processor', cores=2, memory_mb=1024, system='Debian', packages={'conserver-server': '8'},
               fairlead=dict(version='1.0', bytes=10_000_000))


def multi(cpu: float, lost: int = 0) -> dict:
    return dict(lost=lost, overrun=lost, cpu_percent=cpu, cpu_ms_per_mb=1.0, client_percent=1.0, pss_mb=1.0,
                processes=1, logged=True, noise=0.1)


def figure(what: str):
    return next(f for f in FIGURES if f.what.startswith(what))


def results(**runs: list[dict]) -> Results:
    return Results(MACHINE, {('multi', server): list(made) for server, made in runs.items()})


def test_a_figure_is_the_median_of_its_runs_against_the_peer_of_the_same_run():
    measured = results(fairlead=[multi(10), multi(30), multi(12)], conserver=[multi(15), multi(16), multi(17)])
    cpu = figure('48 × 921600 baud: server CPU')
    assert cpu.value(measured, 'fairlead') == 12
    assert cpu.reached(measured) is True
    assert cpu.ratio_text(measured).startswith('0.75 × conserver')


def test_a_worse_median_is_not_reached():
    measured = results(fairlead=[multi(20)], conserver=[multi(16)])
    assert figure('48 × 921600 baud: server CPU').reached(measured) is False


def test_one_lossy_run_is_a_loss():
    measured = results(fairlead=[multi(10), multi(10, lost=64), multi(10)])
    assert figure('48 × 921600 baud: lost').reached(measured) is False


def test_a_peer_that_lost_bytes_is_no_peer_to_compare_with():
    measured = results(fairlead=[multi(10)], conserver=[multi(16)], conman=[multi(5), multi(5, lost=64)])
    assert figure('48 × 921600 baud: server CPU').best_peer(measured) == ('conserver', 16)


def test_without_the_peer_there_is_no_verdict():
    assert figure('48 × 921600 baud: server CPU').reached(results(fairlead=[multi(10)])) is None


def test_a_run_without_a_speed_leaves_no_median():
    runs = [dict(mb_s=50.0, noise=0), dict(mb_s=None, noise=0)]
    measured = Results(MACHINE, {('throughput', 'conman'): runs})
    assert measured.median('throughput', 'conman', 'mb_s') is None


def test_what_was_tried_and_failed_is_not_reached():
    runs = [dict(curve25519=dict(server_cpu_ms=2.0), sntrup761=dict(server_cpu_ms=None), noise=0)]
    measured = Results(MACHINE, {('sshrate', 'fairlead'): runs})
    assert figure('SSH set-up, curve25519').reached(measured) is True
    assert figure('SSH set-up, sntrup761').reached(measured) is False
    assert figure('SSH set-up, ML-KEM').reached(measured) is None


def test_the_page_says_what_was_reached_and_what_failed():
    measured = results(fairlead=[multi(20)] * 3, conserver=[multi(16)])
    measured.errors['multi', 'openssh'] = ['OSError: no data']
    text = page(measured)
    assert '**not reached**' in text
    assert 'failed: OSError: no data' in text
    assert '| Fairlead (SSH, logging) | 3 | 0 / 0 / 0 | 0 / 0 / 0 | 20.0 |' in text


def test_a_quick_run_and_too_few_runs_give_no_verdict():
    cpu = figure('48 × 921600 baud: server CPU')
    once = results(fairlead=[multi(10)], conserver=[multi(16)])
    assert cpu.verdict(once) == 'no verdict: fewer than 3 runs'
    often = results(fairlead=[multi(10)] * 3, conserver=[multi(16)] * 3)
    assert cpu.verdict(often) == 'reached'
    often.machine = MACHINE | dict(quick=True)
    assert cpu.verdict(often) == 'no verdict: quick run'


def test_few_kills_without_loss_give_no_verdict_but_one_loss_does():
    kill = figure('kill -9')
    clean = Results(MACHINE, {('kill', 'fairlead'): [dict(kills=10, missing_total=0, noise=0)] * 3})
    assert kill.verdict(clean) == 'no verdict: 30 of 500 kills'
    lossy = Results(MACHINE, {('kill', 'fairlead'): [dict(kills=10, missing_total=5, noise=0)]})
    assert kill.verdict(lossy) == '**not reached**'


def test_a_flood_that_was_not_over_in_time_is_not_reached():
    flood = Results(MACHINE, {('lowband', 'fairlead'): [dict(after_interrupt=None, over=False, noise=0)] * 3})
    assert figure('bytes after Ctrl-C').verdict(flood) == '**not reached**'
