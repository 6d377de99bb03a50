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

extension PollVoteDraft: APIDraft {
    package static let fieldNames: Set<String> = ["choices"]
}

/// A draft within others, as drafts of threads take it: nothing must be complete, only not too long. What a thread
/// wants of its poll is told by the fields it refuses.
extension PollDraft: SchemaDescribed {
    package static func schema(_ book: SchemaBook) -> Schema {
        var poll = Schema("object")
        var options = Schema.list(of: text(400))
        options.count = 0...50
        poll.properties = [
            "question": text(400), "options": options, "isMultiple": Schema("boolean"), "closesOn": text(40),
            "showsResults": text(40),
        ]
        for name in poll.properties.keys { poll.properties[name]?.isNullable = true }
        return poll
    }

    private static func text(_ most: Int) -> Schema {
        var text = Schema("string")
        text.length = 0...most
        return text
    }

    package static func sample(_ field: String, _ book: SchemaBook) -> PollDraft {
        PollDraft(
            question: "Which city did you choose?", options: ["Berlin", "Munich"], isMultiple: false,
            closesOn: "2026-12-05", showsResults: Poll.Results.afterVoting.rawValue)
    }
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
