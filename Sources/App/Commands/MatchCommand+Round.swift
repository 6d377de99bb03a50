import Core
import Foundation
import Mentoring
import Synchronization

extension MatchCommand {
    /// Runs a round on the database, with progress, and prints its figures: what the page's button does.
    func run(round text: String) async throws {
        guard let id = RoundID(text) else { throw Problem.invalid("round", "unknown_choice") }
        let services = try await database.services()
        let progress = RoundProgress()
        let report = try await services.rounds.run(id) { done, all in progress.show(done, of: all) }
        progress.finish()
        try await services.store.close()
        guard let report else { throw Problem(.conflict, "round_running") }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes, .prettyPrinted]
        print(String(decoding: try encoder.encode(report), as: UTF8.self))
    }
}

/// How far the lists are, on standard error: the figures alone are on standard output.
private final class RoundProgress: Sendable {
    private let shown = Mutex(-1)
    private let isTerminal = isatty(2) == 1

    func show(_ done: Int, of all: Int) {
        let percent = all == 0 ? 100 : done * 100 / all
        let isNew = shown.withLock { shown in
            guard percent > shown, isTerminal || percent / 20 > shown / 20 || percent == 100 else { return false }
            shown = percent
            return true
        }
        if isNew { write("lists: \(percent) %\(isTerminal ? "\r" : "\n")") }
    }

    func finish() { write(isTerminal ? "lists: done \n" : "matched and verified\n") }

    private func write(_ text: String) {
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}
