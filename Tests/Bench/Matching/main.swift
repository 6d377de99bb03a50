import Foundation
import Matching

// Measures the matcher alone and prints a table; it fails nothing. `--quick` makes it a tenth as large.

let isQuick = CommandLine.arguments.contains("--quick")
let share = isQuick ? 10 : 1

/// Prints a row: what, and how long in milliseconds.
func row(_ work: String, _ measured: String, goal: String) {
    print("| \(work) | \(measured) | \(goal) |")
    fflush(nil)
}

/// Seconds that this process had a processor: what is left when others want them, too.
func processorSeconds() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}

func milliseconds(_ work: () throws -> Void) rethrows -> Double {
    let begin = ContinuousClock.now
    try work()
    return (ContinuousClock.now - begin) / .milliseconds(1)
}

/// The same for time on a processor.
func processorMilliseconds(_ work: () throws -> Void) rethrows -> Double {
    let begin = processorSeconds()
    try work()
    return (processorSeconds() - begin) * 1000
}

func figure(_ number: Double) -> String { String(format: "%.2f", number) }

/// Median and 99th percentile of many runs.
func spread(_ times: [Double]) -> String {
    let sorted = times.sorted()
    return "p50 \(figure(sorted[sorted.count / 2])) ms, p99 \(figure(sorted[sorted.count * 99 / 100])) ms"
}

/// The most memory that the process had, in MiB.
func peakMemory() -> Int {
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM") }
    return (line?.split(separator: " ").compactMap { Int($0) }.first ?? 0) / 1024
}

func measureSuggestions() {
    var community = BenchCommunity(seed: 1)
    let index = community.index(100_000 / share)
    let mentees = (0..<2_000 / share).map { community.mentee($0) }
    var (scans, scanning, whole, busy, shown) = ([Double](), [Double](), [Double](), [Double](), 0)
    for mentee in mentees {
        let query = CompiledQuery(mentee, in: index, seed: "2026-11-21")
        scanning.append(
            processorMilliseconds { scans.append(milliseconds { shown += index.scan(query, most: 20).count }) })
    }
    for mentee in mentees {
        busy.append(
            processorMilliseconds {
                whole.append(milliseconds { shown += index.suggestions(for: mentee, seed: "2026-11-21").items.count })
            })
    }
    row("scan of \(100_000 / share) mentors, top 20", spread(scans), goal: "p50 2 ms")
    row("its time on a processor", spread(scanning), goal: "")
    row("whole suggestion, \(shown / 2 / mentees.count) shown", spread(whole), goal: "p50 5 ms, p99 25 ms")
    row("its time on a processor", spread(busy), goal: "")
}

func measureMatching(_ mentees: Int, _ mentors: Int, _ length: Int, goal: String) {
    var community = BenchCommunity(seed: 2)
    let instance = community.round(mentees: mentees, mentors: mentors, length: length)
    var (matching, times, busy) = (instance.matching(), [Double](), [Double]())
    for _ in 0..<(mentees > 50_000 ? 9 : 99) {
        busy.append(processorMilliseconds { times.append(milliseconds { matching = instance.matching() }) })
    }
    row("deferred acceptance, \(mentees) x \(mentors), lists of \(length)", spread(times), goal: goal)
    row("its time on a processor", spread(busy), goal: "")
    var holds = false
    let proof = milliseconds { holds = RoundVerification(matching, of: instance).holds }
    row("its verification (\(holds ? "holds" : "fails"))", "\(figure(proof)) ms", goal: "")
}

func measureRound() async {
    var community = BenchCommunity(seed: 3)
    let index = community.index(20_000 / share)
    let plan = RoundPlan(seed: "2026 autumn", mentees: (0..<100_000 / share).map { community.mentee($0) })
    let (begin, busy) = (ContinuousClock.now, processorSeconds())
    let round = await ProgrammeRound(plan, index)
    let seconds = (ContinuousClock.now - begin) / .seconds(1)
    let lists = round.instance.mentors.count / max(1, round.instance.menteeCount)
    row(
        "whole round, \(plan.mentees.count) x \(index.count), lists of \(lists) on average, "
            + "\(round.figures.matched) of \(round.figures.seats) seats, "
            + "\(round.verification.holds ? "verified" : "NOT VERIFIED")", "\(figure(seconds)) s", goal: "60 s")
    row("its time on processors, together", "\(figure(processorSeconds() - busy)) s", goal: "")
    let again = milliseconds { _ = round.instance.matching() }
    row("deferred acceptance of it", "\(figure(again)) ms", goal: "500 ms")
}

print("| work | measured | goal |\n| --- | --- | --- |")
measureMatching(5_000 / share, 1_000 / share, 20, goal: "10 ms")
measureMatching(100_000 / share, 20_000 / share, 30, goal: "500 ms")
measureSuggestions()
await measureRound()
row("most memory", "\(peakMemory()) MiB", goal: "1024 MiB")
