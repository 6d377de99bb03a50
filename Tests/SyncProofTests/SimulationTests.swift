import Foundation
import SyncProtocol
import TestSupport
import Testing

@testable import Sync

/// The promises of sync.md, section 12.1, on a bad line.
struct SimulationTests {
    /// The gate walks the same four seeds each time, side by side; `SIM_SEED` begins elsewhere, `SIM_SEEDS`,
    /// `SIM_CLIENTS` and `SIM_OPERATIONS` make it longer (`make simulate`).
    @Test(arguments: 0..<Self.sideBySide) func everyPromiseHoldsWhateverGoesWrong(place: UInt64) async throws {
        let first = Self.setting("SIM_SEED").flatMap(UInt64.init) ?? 1
        let seeds = Self.setting("SIM_SEEDS").flatMap(UInt64.init) ?? 4
        var scale = Scale.smoke
        scale.clients = Self.setting("SIM_CLIENTS").flatMap(Int.init) ?? scale.clients
        scale.operations = Self.setting("SIM_OPERATIONS").flatMap(Int.init) ?? scale.operations
        scale.between = Self.setting("SIM_BETWEEN").flatMap(Int.init) ?? scale.between
        print("simulation: SIM_SEED=\(first) SIM_SEEDS=\(seeds), \(scale)")
        var counts = Simulation.Counts()
        let own = Array(stride(from: first + place, to: first + seeds, by: Int(Self.sideBySide)))
        for seed in own {
            var run = Run(seed: seed, scale: scale)
            run.mishaps = Self.setting("SIM_MISHAPS").flatMap(Int.init).map(Mishaps.init) ?? .all
            let report = try await run.report()
            counts = counts + report.counts
            if let failure = report.failure {
                try await Self.tell(failure, run, report, isShrunk: seeds <= 4)
                if seeds <= 4 { return }
                continue
            }
            guard seeds > 4 else { continue }
            print("simulation: seed \(seed) held, \(counts.operations) operations in all")
            // Whoever watches a long run sees each seed when it is done.
            fflush(nil)
        }
        print("simulation: \(counts)")
        #expect(counts.comparisons > own.count * scale.clients || own.isEmpty)
    }

    private static let sideBySide: UInt64 = 4

    private static func tell(
        _ failure: any Error, _ run: Run, _ report: Run.Report, isShrunk: Bool
    ) async throws {
        let place = "at operation \(report.counts.operations) of \(run.description)"
        guard isShrunk else {
            print("simulation: \(failure) \(place)")
            Issue.record("\(failure)\n\(place)")
            return
        }
        let smaller = try await run.shrunk(report)
        print(smaller.report.trace.suffix(100).joined(separator: "\n"))
        Issue.record(
            """
            \(failure)
            \(place)
            also at operation \(smaller.report.counts.operations) with no more than \(smaller.run.mishaps) \
            (SIM_MISHAPS=\(smaller.run.mishaps.rawValue)): \
            \(smaller.report.failure.map { "\($0)" } ?? "")
            """)
    }

    private static func setting(_ name: String) -> String? { ProcessInfo.processInfo.environment[name] }

    /// The harness is worth something only if it notices a server that is wrong.
    @Test(arguments: BadVariant.allCases)
    func aWrongServerIsNoticed(_ variant: BadVariant) async throws {
        let first = Self.setting("SIM_SEED").flatMap(UInt64.init) ?? 1
        for seed in first..<first + 4 {
            let report = try await Run(seed: seed, variant: variant).report()
            guard let failure = report.failure else { continue }
            let isPromise = failure is Violation
            #expect(isPromise, "\(failure)")
            print("wrong server, \(variant.rawValue): seed \(seed), operation \(report.counts.operations), \(failure)")
            return
        }
        Issue.record("nobody noticed that \(variant.rawValue), SIM_SEED=\(first)")
    }

    @Test func anAnswerThatWasCutIsNoAnswer() throws {
        let whole = Data(
            #"{"cookie":{"c":"é\u00e9\n","order":1},"patch":[{"op":"clear"},{"op":"del","key":"a"}],"x":-1.5}"#.utf8)
        let value = try JSONReader.read(whole)
        let known = try JSONDecoder().decode(JSONValue.self, from: whole)
        #expect(value == known)
        for length in 0..<whole.count {
            #expect(throws: JSONReader.Malformed.self) { try JSONReader.read(whole.prefix(length)) }
        }
    }
}
