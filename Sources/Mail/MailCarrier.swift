import Core
import Foundation

/// Hands finished messages to the world outside.
package protocol MailCarrier: Sendable {
    /// - Parameter message: a whole RFC 5322 message with CRLF line ends.
    func carry(_ message: String, to address: String, id: String) async throws
}

/// Writes each message as `<id>.eml` into a folder: what a first run and the tests read.
package struct FolderCarrier: MailCarrier {
    private let folder: URL

    /// - Parameter path: made with the first letter if it is not there.
    package init(path: String) {
        folder = URL(filePath: path, directoryHint: .isDirectory)
    }

    package func carry(_ message: String, to address: String, id: String) async throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try Data(message.utf8).write(to: folder.appending(path: "\(id).eml"), options: .atomic)
    }
}

/// Pipes each message into the system's `sendmail` command (postfix, msmtp, …).
package struct SendmailCarrier: MailCarrier {
    private let path: String
    private let sender: String
    private let patience: TimeInterval

    /// - Parameter patience: seconds after which the command is ended: letters wait for one another.
    package init(path: String = "/usr/sbin/sendmail", sender: String, patience: TimeInterval = 60) {
        self.path = path
        self.sender = sender
        self.patience = patience
    }

    package func carry(_ message: String, to address: String, id: String) async throws {
        let process = Process()
        process.executableURL = URL(filePath: path)
        // `--` ends the options: an address can never be taken for one.
        process.arguments = ["-i", "-f", sender, "--", address]
        let input = Pipe()
        process.standardInput = input
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        let status: Int32 = try await withCheckedThrowingContinuation { continuation in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do {
                try process.run()
                DispatchQueue.global().asyncAfter(deadline: .now() + patience) {
                    if process.isRunning { process.terminate() }
                }
                try input.fileHandleForWriting.write(contentsOf: Data(message.replacing("\r\n", with: "\n").utf8))
                try input.fileHandleForWriting.close()
            } catch {
                // Once it runs, its end answers; before, nobody will.
                if !process.isRunning, process.processIdentifier == 0 { continuation.resume(throwing: error) }
            }
        }
        guard status == 0 else { throw Problem(.unavailable, "mail_refused", arguments: ["status": "\(status)"]) }
    }
}
