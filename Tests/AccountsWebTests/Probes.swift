import Foundation
import Storage
import TestSupport

/// What a person finds on a page.
extension Answer {
    /// The message beside a field.
    func error(beside field: String) -> String? { text(after: "id=\"field-\(field)-error\">", until: "<") }

    /// What stands in an input.
    func value(of field: String) -> String? {
        text(after: "<input id=\"field-\(field)\"", until: ">").flatMap { input in
            input.range(of: " value=\"").map { String(input[$0.upperBound...].prefix { $0 != "\"" }) }
        }
    }

    private func text(after start: String, until end: Character) -> String? {
        text.range(of: start).map { String(text[$0.upperBound...].prefix { $0 != end }) }
    }

    /// The token in the page's forms, for browsers that do not say where a request comes from.
    var formToken: String? {
        text.firstMatch(of: /name="formToken" value="([^"]*)"/).map { String($0.output.1) }
    }

    /// The value of a cookie that the answer sets.
    func cookie(_ name: String) -> String? {
        cookies.first { $0.hasPrefix("\(name)=") }.flatMap { $0.split(separator: ";").first }
            .map { String($0.dropFirst(name.count + 1)) }
    }

    /// The session that the answer starts, as a browser of today would send it.
    var session: Viewer? {
        cookie("karwan_session").map {
            Viewer.sending(["Cookie": "karwan_session=\($0)", "Sec-Fetch-Site": "same-origin"])
        }
    }

    /// Code, and pointers with their codes, of problem details.
    func problem() throws -> (code: String?, fields: [String: String]) {
        let json = try json()
        let errors = json["errors"] as? [[String: String]] ?? []
        return (
            json["code"] as? String,
            Dictionary(errors.map { ($0["pointer"] ?? "", $0["code"] ?? "") }, uniquingKeysWith: { "\($0), \($1)" })
        )
    }

    /// The body unpacked by the system's own gzip: not by the code that packed it.
    func unpacked(in folder: URL) throws -> String {
        let packed = folder.appending(path: "\(UUID().uuidString).gz")
        try Data(bytes).write(to: packed)
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["gzip", "-dc", packed.path]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw CocoaError(.fileReadCorruptFile) }
        return String(decoding: data, as: UTF8.self)
    }
}

extension Viewer {
    /// Whoever sends these headers with each request.
    static func sending(_ headers: [String: String]) -> Viewer {
        var viewer = Viewer.nobody
        viewer.headers = headers
        return viewer
    }

    /// The same cookies from a browser that does not say where a request comes from.
    var withoutFetchSite: Viewer { Viewer.sending(headers.filter { $0.key != "Sec-Fetch-Site" }) }

    func adding(cookie: String) -> Viewer {
        var viewer = self
        viewer.headers["Cookie"] = [viewer.headers["Cookie"], cookie].compactMap { $0 }.joined(separator: "; ")
        return viewer
    }
}

extension TestApp {
    /// Sends a form whose fields were computed.
    func submit(
        _ path: String, _ fields: [(String, String)], as viewer: Viewer = .nobody,
        headers: [String: String] = ["Sec-Fetch-Site": "same-origin"]
    ) async throws -> Answer {
        let body = fields.map { name, value in
            "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? "")"
        }.joined(separator: "&")
        let type = ["Content-Type": "application/x-www-form-urlencoded"]
        return try await send(.post, path, as: viewer, headers: type.merging(headers) { $1 }, body: Array(body.utf8))
    }

    /// The one text that a query finds.
    func text(_ query: Query) async throws -> String? {
        try await services.store.read { try $0.first(query) { $0.textOrNil(0) } ?? nil }
    }

    /// The path of the newest confirmation link.
    func verifyPath() async throws -> String? {
        try await letters().last?.body.firstMatch(of: /\/verify\/[A-Za-z0-9_-]+/).map { String($0.output) }
    }
}
