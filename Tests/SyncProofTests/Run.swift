import Foundation
import TestSupport

@testable import Sync

/// One run of the simulation, and what came of it.
struct Run: Sendable {
    var seed: UInt64
    var scale = Scale.smoke
    var mishaps = Mishaps.all
    var variant: BadVariant?

    /// What came of a run.
    struct Report: Sendable {
        var counts: Simulation.Counts
        var failure: (any Error)?
        var trace: [String]
    }

    func report() async throws -> Report {
        let memory = URL(fileURLWithPath: "/dev/shm")
        let isRoomy = FileManager.default.isWritableFile(atPath: memory.path)
        let folder = (isRoomy ? memory : FileManager.default.temporaryDirectory)
            .appending(path: "karwan-proof-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let database = try await TestDatabase.acquire(in: folder)
        let simulation = try await Simulation(
            seed: seed, scale: scale, mishaps: mishaps, variant: variant, folder: folder, database: database)
        var failure: (any Error)?
        do { try await simulation.run() } catch { failure = error }
        let report = await Report(counts: simulation.counts, failure: failure, trace: simulation.trace)
        await simulation.close()
        return report
    }

    /// The same failure with as few operations and kinds of mishap as can be found by leaving them out one by one.
    func shrunk(_ report: Report) async throws -> (run: Run, report: Report) {
        var (best, bestReport) = (self, report)
        for (kind, _) in Mishaps.each {
            var attempt = best
            attempt.mishaps.remove(kind)
            let outcome = try await attempt.report()
            if outcome.failure != nil { (best, bestReport) = (attempt, outcome) }
        }
        return (best, bestReport)
    }

    var description: String {
        "SWIFT_DETERMINISTIC_HASHING=1 SIM_SEED=\(seed) SIM_CLIENTS=\(scale.clients) "
            + "SIM_OPERATIONS=\(scale.operations)"
    }
}
