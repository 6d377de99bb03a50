import ArgumentParser
import Core
import Foundation
import Mail

/// `karwan bounce`
struct BounceCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bounce",
        abstract: "Takes the report of a letter that came back, on standard input: for an alias of the mail server.",
        discussion: """
            What is no report, or of no letter of ours, is put aside, with a line that says so and status 0: the mail \
            server must not answer it. Status 75 asks it to come again: the database could not be used.
            """)

    @OptionGroup var database: DatabaseOption

    /// `EX_TEMPFAIL` of sysexits.h.
    private static let comeAgain = ExitCode(75)

    func run() async throws {
        let message = [UInt8](try FileHandle.standardInput.read(upToCount: 1 << 20) ?? Data())
        do {
            let services = try await database.services()
            let finding = try await services.bounces.take(message)
            try await services.store.close()
            print(finding.rawValue)
        } catch let problem as Problem where problem.kind == .unavailable {
            try FileHandle.standardError.write(contentsOf: Data("karwan: \(Karwan.sentence(problem))\n".utf8))
            throw Self.comeAgain
        }
    }
}
