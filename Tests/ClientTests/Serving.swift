import App
import Foundation
import Hummingbird
import KarwanClient
import Logging
import ServiceLifecycle
import Sync
import TestSupport
import Testing

/// A device as members use it; `TestSupport` has one that speaks the bare protocol.
typealias Phone = KarwanClient.Device

/// Serves on the loopback address while `body` runs.
/// - Parameter port: of an earlier server that this one comes back for; 0 takes a free one.
func serve<Responder: HTTPResponder>(
    _ responder: Responder, port: Int = 0, _ body: (URL) async throws -> Void
) async throws where Responder.Context: InitializableFromSource<ApplicationRequestContextSource> {
    let (ports, started) = AsyncStream<Int>.makeStream()
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    let application = Application(
        responder: responder, configuration: .init(address: .hostname("127.0.0.1", port: port)),
        onServerRunning: { started.yield($0.localAddress?.port ?? 0) }, logger: logger)
    let group = ServiceGroup(configuration: .init(services: [application], logger: logger))
    let running = Task {
        defer { started.finish() }
        try await group.run()
    }
    let result: Result<Void, any Error>
    do {
        guard let port = await ports.first(where: { _ in true }), let url = URL(string: "http://127.0.0.1:\(port)")
        else { throw NotServing() }
        result = .success(try await body(url))
    } catch { result = .failure(error) }
    await group.triggerGracefulShutdown()
    try await running.value
    try result.get()
}

extension DeviceOptions {
    /// Hundreds of tests at one time take theirs.
    static var patient: DeviceOptions {
        var options = DeviceOptions()
        options.patience = .seconds(3_600)
        return options
    }
}

/// The server did not come up.
struct NotServing: Error {}

extension TestApp {
    /// Serves the whole program, with what speaks to open event streams.
    func serve(port: Int = 0, _ body: (URL) async throws -> Void) async throws {
        let sync = services.sync
        let hints = Task { await sync.speak { Issue.record($0) } }
        defer { hints.cancel() }
        try await ClientTests.serve(try buildRouter(services).router.buildResponder(), port: port, body)
    }

    /// A new device of a member.
    func phone(_ member: TestMember, _ url: URL, options: DeviceOptions = .patient) throws -> Phone {
        let token = member.program.headers["Authorization"]?.split(separator: " ").last.map(String.init)
        return try Phone(
            folder: folder.appending(path: "phone-\(UUID().uuidString)"), server: url, token: token, options: options)
    }
}

/// All that a device's files hold, as text.
func bytes(in folder: URL) throws -> String {
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    return try files.map { String(decoding: try Data(contentsOf: $0), as: Unicode.ASCII.self) }.joined()
}
