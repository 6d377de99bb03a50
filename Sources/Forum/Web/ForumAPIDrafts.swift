import Core
import Forum
import WebSupport

extension ThreadDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
}

extension ThreadChange: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
}

extension ReplyDraft: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
}

extension VoteDraft: APIDraft {
    package static let fieldNames: Set<String> = ["value"]
}

extension ReminderDraft: APIDraft {
    package static let fieldNames: Set<String> = ["on"]
    package static let samples = ["on": "2026-12-31"]
}

extension PostChange: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
}

extension DraftContent: APIDraft {
    package static var fieldNames: Set<String> { Set(CodingKeys.allCases.map(\.rawValue)) }
    package static let samples = ["kind": "thread", "threadKind": "question", "targetId": ""]
}

/// `PUT threads/{id}/accepted`
package struct AcceptedDraft: APIDraft, Codable {
    package static let fieldNames: Set<String> = ["postId"]
    let postId: PostID
}

/// `PUT threads/{id}/read`
package struct ReadDraft: APIDraft, Codable {
    package static let fieldNames: Set<String> = ["upTo"]
    let upTo: PostID
}

/// `POST markdown`
package struct MarkdownDraft: APIDraft, CheckedDraft {
    package static let fieldNames: Set<String> = ["body"]
    let body: String

    package func check(at now: Timestamp) throws { _ = try validated() }

    func validated() throws -> String {
        var validation = Validation()
        let source = validation.text(body, "body", 0...32_000, form: .block)
        try validation.check()
        return source
    }
}

/// What Markdown looks like.
package struct MarkdownAnswer: Codable, Sendable {
    let html: String
}
