import Core
import Forum
import TestSupport

extension TestApp {
    /// A question with somebody who asked it and somebody who answers.
    func scene(
        _ title: String = "Which degree papers does the Blue Card need?"
    ) async throws -> (asker: TestMember, helper: TestMember, thread: ForumThread) {
        let category = try await category()
        let asker = try await member("asker")
        let helper = try await member("helper")
        return (asker, helper, try await question(title, in: category, by: asker))
    }
}

let askedTitle = "Which degree papers does it need?"
let askedWords = "I have a BSc from Lahore and an offer from Berlin."

extension TestApp {
    /// Sends the form of a new thread with some of its fields changed.
    func ask(
        _ category: String, kind: String = "question", title: String = askedTitle, body: String = askedWords,
        tags: String = "",
        formID: String = "thread-new", action: String = "publish", as viewer: Viewer
    ) async throws -> Answer {
        try await submit(
            "/threads/new",
            [
                "categoryId": category, "kind": kind, "title": title, "body": body, "tags": tags, "formID": formID,
                "action": action,
            ], as: viewer)
    }
}
