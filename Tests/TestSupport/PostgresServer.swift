import CPostgres
import Foundation
import Synchronization

/// The server that tests make databases on and take them away from.
package enum PostgresServer {
    /// What the server said.
    struct Refusal: Error, CustomStringConvertible {
        let description: String
    }

    /// Makes a database, a copy of `template`, once there is a place for it.
    /// - Returns: its address.
    static func acquire(_ server: String, from template: String) async throws -> String {
        await places.enter()
        let name = "test_\(UUID().uuidString.lowercased().replacing("-", with: ""))"
        do {
            try await create(name, from: template, on: server)
        } catch {
            await places.leave()
            throw error
        }
        return address(of: name, on: server)
    }

    static func release(_ address: String, on server: String) async {
        let name = address.split(separator: "/").last ?? ""
        _ = try? await command("DROP DATABASE IF EXISTS \(name) WITH (FORCE)", on: server)
        await places.leave()
    }

    /// The address of a database beside the one that `server` names.
    package static func address(of name: String, on server: String) -> String {
        (server.lastIndex(of: "/").map { server[...$0] } ?? "") + name
    }

    static func create(_ name: String, from template: String, on server: String) async throws {
        try await command("CREATE DATABASE \(name) TEMPLATE \(template) STRATEGY file_copy", on: server)
    }

    /// Runs a statement outside of any transaction, on a connection of its own.
    /// - Returns: the first column of the first row.
    @discardableResult
    package static func command(_ sql: String, on address: String) async throws -> String {
        try await withCheckedThrowingContinuation { continuation in
            // It blocks, and is not for the few threads that run tests.
            DispatchQueue.global().async {
                continuation.resume(with: Result { try send(sql, to: address) })
            }
        }
    }

    private static func send(_ sql: String, to address: String) throws -> String {
        guard let connection = PQconnectdb(address) else { throw Refusal(description: "no memory") }
        defer { PQfinish(connection) }
        let result = PQexec(connection, sql)
        defer { PQclear(result) }
        guard [PGRES_COMMAND_OK, PGRES_TUPLES_OK].contains(PQresultStatus(result)) else {
            throw Refusal(description: String(cString: PQerrorMessage(connection)))
        }
        return PQntuples(result) > 0 ? String(cString: PQgetvalue(result, 0, 0)) : ""
    }

    /// Databases at one time: each has a handful of connections.
    private static let places = Places(12)
}

/// Lets so many in at one time.
private actor Places {
    private var free: Int
    private var waiting: [CheckedContinuation<Void, Never>] = []

    init(_ count: Int) { free = count }

    func enter() async {
        if free > 0 {
            free -= 1
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    func leave() {
        if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
    }
}
