import Foundation
import TestSupport
import Testing

extension Answer {
    private func found(_ pattern: Regex<(Substring, Substring)>) -> [String] {
        text.matches(of: pattern).map { Self.plain($0.output.1) }
    }

    private static func plain(_ text: some StringProtocol) -> String {
        String(text).replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing("&quot;", with: "\"")
            .replacing("&#39;", with: "'").replacing("&amp;", with: "&")
    }

    /// Titles of a list of threads, in their order.
    var titles: [String] { found(/<p class="ti"><a href="[^"]*" dir="auto">([^<]*)<\/a>/) }

    /// Addresses of a list of threads, in their order.
    var threadPaths: [String] { found(/<p class="ti"><a href="([^"]*)" dir="auto">/) }

    /// Ids of the posts of a thread's page, in their order.
    var posts: [String] { found(/<article class="post[^"]*" id="post-([0-9a-f-]+)">/) }

    /// The link to the next page.
    var next: String? { found(/<a href="([^"]*)" rel="next">/).first }

    /// What a field of a form holds.
    func value(of field: String) -> String? {
        if let match = text.firstMatch(of: Self.regex("<textarea id=\"field-\(field)\"[^>]*>\n([^<]*)</textarea>")) {
            return Self.plain(match)
        }
        if let select = text.firstMatch(of: Self.regex("<select id=\"field-\(field)\"[^>]*>(.*?)</select>")) {
            return select.firstMatch(of: /value="([^"]*)" selected/).map { Self.plain($0.output.1) } ?? ""
        }
        let input = text.firstMatch(of: Self.regex("<input id=\"field-\(field)\"([^>]*)>"))
        return input?.firstMatch(of: /value="([^"]*)"/).map { Self.plain($0.output.1) }
    }

    /// What is said to be wrong with a field: beside it, tied to it for screen readers, and in the summary.
    func complaint(about field: String) -> String? {
        let input = text.firstMatch(of: Self.regex("<(?:input|textarea|select) id=\"field-\(field)\"([^>]*)>")) ?? ""
        let isTied = input.contains("aria-invalid=\"true\"") && input.contains("field-\(field)-error")
        guard isTied, text.contains("<a href=\"#field-\(field)\">") else { return nil }
        return text.firstMatch(of: Self.regex("<p class=\"error\" id=\"field-\(field)-error\">([^<]*)</p>"))
            .map { Self.plain($0) }
    }

    /// Which fields are said to be wrong.
    var fieldsRefused: [String] { found(/id="field-([A-Za-z]+)-error"/) }

    /// `field code` for each error of a problem document.
    func errors() throws -> [String] {
        let errors = try json()["errors"] as? [[String: Any]] ?? []
        return errors.map { "\($0["pointer"] as? String ?? "") \($0["code"] as? String ?? "")" }
    }

    func code() throws -> String? { try json()["code"] as? String }

    private static func regex(_ pattern: String) -> Regex<(Substring, Substring)>? {
        try? Regex(pattern, as: (Substring, Substring).self).dotMatchesNewlines()
    }
}

extension StringProtocol {
    fileprivate func firstMatch(of pattern: Regex<(Substring, Substring)>?) -> String? where SubSequence == Substring {
        pattern.flatMap { String(self).firstMatch(of: $0) }.map { String($0.output.1) }
    }
}

extension TestApp {
    /// States that `body` writes nothing.
    func writesNothing(
        sourceLocation: SourceLocation = #_sourceLocation, _ body: @Sendable () async throws -> Answer
    ) async throws -> Answer {
        let before = try await contents()
        let answer = try await body()
        #expect(try await contents() == before, sourceLocation: sourceLocation)
        return answer
    }

    /// Follows redirects as a browser does.
    func follow(_ path: String, as viewer: Viewer = .nobody) async throws -> (answer: Answer, path: String) {
        var path = path
        for _ in 0..<5 {
            let answer = try await get(String(path.prefix { $0 != "#" }), as: viewer)
            guard answer.status == 303, let location = answer.header("Location") else { return (answer, path) }
            path = location
        }
        Issue.record("redirects without end at \(path)")
        return (try await get(path, as: viewer), path)
    }
}
