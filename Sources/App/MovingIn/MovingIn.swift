import Accounts
import Core
import Forum
import Foundation

/// What an old community brought.
package struct MovingReport: Sendable, Equatable {
    package enum Part: String, Sendable, CaseIterable {
        case members, categories, threads, posts, addresses
    }

    package internal(set) var parts: [Part: ImportReport] = [:]
    /// What could not be read at all.
    package internal(set) var unreadable: [ImportReport.Refusal] = []

    package subscript(part: Part) -> ImportReport {
        get { parts[part] ?? ImportReport() }
        set { parts[part] = newValue }
    }

    package var refused: [ImportReport.Refusal] { unreadable + Part.allCases.flatMap { self[$0].refused } }

    /// What was taken otherwise than it is written.
    package var notes: [ImportReport.Refusal] { Part.allCases.flatMap { self[$0].notes } }
}

/// Moves an old community in: first everything is looked at, then, when nothing is broken or the broken may be left,
/// taken, some at a time. What is interrupted goes on when it is run again.
package struct MovingIn {
    private let services: Services
    private let export: any OldExport
    private let files: [OldFile]
    private let community: String
    /// Told when a file was read through once more, of how many times in all.
    var onProgress: (_ total: Int) -> Void = { _ in }

    /// - Parameters:
    ///   - path: a file, or a folder of files.
    ///   - community: its name: the same record of the same community comes once.
    /// - Throws: `unavailable` with `no_such_file`; `invalid` naming `community`.
    package static func discourse(_ path: String, _ community: String, _ services: Services) throws -> MovingIn {
        try MovingIn(services, DiscourseExport(now: services.clock.now), path, community)
    }

    /// As `discourse(_:_:_:)`, of tables.
    package static func csv(_ path: String, _ community: String, _ services: Services) throws -> MovingIn {
        try MovingIn(services, CSVExport(now: services.clock.now), path, community)
    }

    private init(_ services: Services, _ export: some OldExport, _ path: String, _ community: String) throws {
        var validation = Validation()
        self.community = validation.text(community, "community", 1...200)
        try validation.check()
        self.services = services
        self.export = export
        files = try OldFile.all(at: path, endings: type(of: export).endings)
        guard !files.isEmpty else { throw Problem(.unavailable, "no_such_file", arguments: ["path": path]) }
    }

    /// - Parameters:
    ///   - isDry: to write nothing, and tell what would be.
    ///   - skippingBroken: whether good records are taken although others are broken; without it nothing is.
    /// - Returns: what came; when records are broken and are not to be skipped, or nothing is to be written, what would.
    package func run(isDry: Bool, skippingBroken: Bool) async throws -> MovingReport {
        let looks = try await pass(isDry: true, of: isDry ? 1 : 2)
        if isDry || (!looks.refused.isEmpty && !skippingBroken) { return looks }
        return try await pass(isDry: false, of: 2)
    }

    private func pass(isDry: Bool, of passes: Int) async throws -> MovingReport {
        var pass = MovingPass(services: services, community: community, isDry: isDry)
        for stage in MovingStage.allCases {
            for file in files {
                do {
                    for document in try export.documents(of: file) {
                        for record in document.records(of: stage) { try await pass.take(record) }
                    }
                } catch let refusal as ImportReport.Refusal {
                    if stage == .members { pass.report.unreadable.append(refusal) }
                }
                onProgress(passes * MovingStage.allCases.count * files.count)
            }
            try await pass.flush()
        }
        return pass.report
    }
}
