import ArgumentParser
import Core
import Foundation

/// `karwan demo`
struct Demo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Loads the demonstration community; a second time it adds what is missing.")

    @OptionGroup var database: DatabaseOption

    func run() async throws {
        let services = try await database.services(migrating: true, alone: true)
        let community = try DemoCommunity.embedded()
        let progress = Progress(label: "demonstration community", total: community.steps)
        try await DemoLoader(community: community, services: services, progress: progress).load()
        // As after its first hour: mentors know of the questions that wait, figures are made. A server that is started
        // on it finds nothing due.
        _ = await Maintenance(services: services).cleanUp(emptyingLog: false)
        progress.finish()
        print("Sign in as demo-member@example.org, demo-mentor@…, demo-moderator@… or demo-admin@example.org")
        print("with the password \(DemoLoader.password)")
        try await services.store.close()
    }
}

/// Shows how far long work has come: one changing line on a terminal, a line now and then otherwise.
final class Progress {
    private let label: String
    private let total: Int
    private var done = 0
    private var shownPercent = -1
    private let isTerminal = isatty(1) == 1

    init(label: String, total: Int) {
        self.label = label
        self.total = max(total, 1)
    }

    func advance(by steps: Int = 1) {
        done += steps
        let percent = min(100, done * 100 / total)
        guard percent != shownPercent, isTerminal || percent % 20 == 0 else { return }
        shownPercent = percent
        print("\(label): \(percent) %", terminator: isTerminal ? "\r" : "\n")
        fflush(nil)
    }

    func finish() {
        if isTerminal { print("\(label): done ") }
    }
}
