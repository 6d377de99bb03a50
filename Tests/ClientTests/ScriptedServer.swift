import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization

/// A server that answers what a test says, in turn, and remembers what it was asked.
final class ScriptedServer: HTTPResponder {
    typealias Context = BasicRequestContext

    /// What it answers once.
    struct Turn: Sendable {
        var status = 200
        var headers: [String: String] = [:]
        var body: String

        /// A page without rows.
        static func page(_ order: Int, acknowledging changes: [String: Int64] = [:]) -> Turn {
            let changes = changes.map { "\"\($0)\":\($1)" }.joined(separator: ",")
            return Turn(
                body: """
                    {"cookie":{"order":\(order),"c":"c"},"lastMutationIDChanges":{\(changes)},"patch":[],"seq":\(order)}
                    """)
        }

        /// A problem of the protocol.
        static func problem(_ status: Int, _ code: String, _ arguments: [String: String] = [:]) -> Turn {
            let arguments = arguments.map { "\"\($0)\":\"\($1)\"" }.joined(separator: ",")
            return Turn(status: status, body: "{\"code\":\"\(code)\",\"detail\":\"…\",\"arguments\":{\(arguments)}}")
        }
    }

    private struct State {
        var script: [(path: String, turn: Turn)] = []
        var asked: [(path: String, body: [String: Any])] = []
    }

    // JSON objects are not Sendable; they never leave without a copy of what a test wants of them.
    private let state: Mutex<State> = Mutex(State())

    /// Answers the next request to `push` or `pull` so. When nothing is left push takes everything, and all else is
    /// not there.
    func answer(_ path: String, _ turn: Turn) { state.withLock { $0.script.append((path, turn)) } }

    func respond(to request: Request, context: BasicRequestContext) async throws -> Response {
        let path = String(request.uri.path.split(separator: "/").last ?? "")
        let buffer = try await request.body.collect(upTo: 16 << 20)
        let turn = state.withLock { state in
            let body = try? JSONSerialization.jsonObject(with: Data(buffer.readableBytesView)) as? [String: Any]
            state.asked.append((path, body ?? [:]))
            // Who only waits for news takes no answer from whoever fetches them.
            let waits = (body?["ext"] as? [String: Any])?["waitMs"] != nil
            if !waits, let place = state.script.firstIndex(where: { $0.path == path }) {
                return state.script.remove(at: place).turn
            }
            return path == "push" ? Self.takeAll(body ?? [:]) : Turn(status: 404, body: "")
        }
        var headers: HTTPFields = [.contentType: "application/json"]
        for (name, value) in turn.headers { if let name = HTTPField.Name(name) { headers[name] = value } }
        return Response(
            status: .init(code: turn.status), headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(string: turn.body)))
    }

    private static func takeAll(_ body: [String: Any]) -> Turn {
        let results = Self.mutations(body).map {
            "{\"clientID\":\"\($0.client)\",\"id\":\($0.id),\"status\":\"applied\"}"
        }
        return Turn(body: "{\"results\":[\(results.joined(separator: ","))],\"lastMutationIDs\":{},\"seq\":1}")
    }

    struct Sent: Equatable, Sendable {
        var client: String
        var id: Int64
        var name: String
    }

    private static func mutations(_ body: [String: Any]) -> [Sent] {
        (body["mutations"] as? [[String: Any]] ?? []).map { mutation in
            Sent(
                client: mutation["clientID"] as? String ?? "", id: (mutation["id"] as? NSNumber)?.int64Value ?? 0,
                name: mutation["name"] as? String ?? "")
        }
    }

    /// What each push brought.
    var pushes: [[Sent]] { state.withLock { $0.asked.filter { $0.path == "push" }.map { Self.mutations($0.body) } } }

    /// `push` and `pull`, in their order.
    var asked: [String] { state.withLock { $0.asked.map(\.path) } }
}
