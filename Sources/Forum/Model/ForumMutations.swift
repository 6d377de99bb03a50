import Core
import Storage
import Sync
import SyncProtocol

/// `post.create`: a reply, and the thread it goes to.
private struct PostCreation: Decodable {
    let threadId: ThreadID
    let id: PostID
    let parentId: PostID?
    let body: String?
    let trueAsOf: String?
    let anonymous: Bool?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case threadId, id, parentId, body, trueAsOf, anonymous
    }
}

private struct PostEdit: Decodable {
    let id: PostID
    let baseRev: Int64
    let body: String?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case id, baseRev, body
    }
}

/// The id of what a mutation is about.
private struct Named<Mark>: Decodable {
    let id: Identifier<Mark>
}

private struct BookmarkSetting: Decodable {
    let postId: PostID
    let on: Bool

    enum CodingKeys: String, CodingKey, CaseIterable {
        case postId, on
    }
}

private struct ReminderSetting: Decodable {
    let postId: PostID
    let on: String?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case postId, on
    }
}

private struct VoteSetting: Decodable {
    let postId: PostID
    let value: Int

    enum CodingKeys: String, CodingKey, CaseIterable {
        case postId, value
    }
}

private struct Acceptance: Decodable {
    let threadId: ThreadID
    let postId: PostID?

    enum CodingKeys: String, CodingKey, CaseIterable {
        case threadId, postId
    }
}

extension ForumService {
    /// What clients may push, each by the same function that the forms call.
    package var syncedMutations: [SyncedMutation] {
        [
            threadCreate, postCreate, postEdit, postDelete, threadDelete, voteSet, threadAccept, bookmarkSet,
            bookmarkRemind,
            draftPut, draftDelete, readMark, readReset, levelSet, pollVote,
        ]
    }

    private var threadCreate: SyncedMutation {
        SyncedMutation(name: "thread.create") { arguments, principal, _ in
            let draft: ThreadDraft = try arguments.decode(allowing: ThreadDraft.CodingKeys.self)
            guard draft.id != nil, draft.postId != nil else {
                throw Problem.invalid(draft.id == nil ? "id" : "postId", "required")
            }
            let valid = try validated(draft, as: principal)
            return { transaction in
                let (thread, isNew) = try startThread(valid, form: nil, as: principal, in: transaction)
                let opening = try visiblePost(thread.openingPostID, as: principal, in: transaction).post
                // The same id is the same thread only if it says the same.
                let isSame = thread.title == valid.title && opening.body == valid.body.source
                guard isNew || isSame else { throw Problem(.conflict, "id_conflict") }
                return MutationEffect(rows: [row(thread), row(opening)])
            }
        }
    }

    private var postCreate: SyncedMutation {
        SyncedMutation(name: "post.create") { arguments, principal, _ in
            let sent: PostCreation = try arguments.decode(allowing: PostCreation.CodingKeys.self)
            let draft = ReplyDraft(
                id: sent.id, parentId: sent.parentId, body: sent.body, trueAsOf: sent.trueAsOf,
                anonymous: sent.anonymous)
            let valid = try validated(draft, as: principal)
            return { transaction in
                let (post, isNew) = try reply(
                    valid, to: sent.threadId, form: nil, as: principal, in: transaction)
                guard isNew || post.body == valid.body.source else { throw Problem(.conflict, "id_conflict") }
                return MutationEffect(rows: [row(post)])
            }
        }
    }

    private var postEdit: SyncedMutation {
        SyncedMutation(name: "post.edit") { arguments, principal, _ in
            let sent: PostEdit = try arguments.decode(allowing: PostEdit.CodingKeys.self)
            let valid = try validated(PostChange(body: sent.body, baseRev: sent.baseRev), as: principal)
            return { transaction in
                do {
                    return MutationEffect(rows: [row(try edit(valid, of: sent.id, as: principal, in: transaction))])
                } catch let problem as Problem where problem.code == "edit_conflict" {
                    let present = try visiblePost(sent.id, as: principal, in: transaction).post
                    throw MutationConflict(problem, rows: [row(present)])
                }
            }
        }
    }

    private var postDelete: SyncedMutation {
        SyncedMutation(name: "post.delete") { arguments, principal, _ in
            let sent: Named<PostMark> = try arguments.decode(allowing: ["id"])
            return { transaction in
                if try isGone(sent.id, of: principal, in: transaction) { return .asAsked }
                try deletePost(sent.id, as: principal, in: transaction)
                return .asAsked
            }
        }
    }

    private var threadDelete: SyncedMutation {
        SyncedMutation(name: "thread.delete") { arguments, principal, _ in
            let sent: Named<ThreadMark> = try arguments.decode(allowing: ["id"])
            return { transaction in
                if try isGone(sent.id, of: principal, in: transaction) { return .asAsked }
                try deleteThread(sent.id, as: principal, in: transaction)
                return .asAsked
            }
        }
    }

    private var bookmarkSet: SyncedMutation {
        SyncedMutation(name: "bookmark.set") { arguments, principal, _ in
            let sent: BookmarkSetting = try arguments.decode(allowing: BookmarkSetting.CodingKeys.self)
            return { transaction in
                try setBookmark(sent.on, on: sent.postId, as: principal, in: transaction)
                return .asAsked
            }
        }
    }

    private var bookmarkRemind: SyncedMutation {
        SyncedMutation(name: "bookmark.remind") { arguments, principal, _ in
            let sent: ReminderSetting = try arguments.decode(allowing: ReminderSetting.CodingKeys.self)
            let day = try ReminderDraft(on: sent.on).validated(at: clock.now)
            return { transaction in
                try setReminder(day, on: sent.postId, as: principal, in: transaction)
                return .asAsked
            }
        }
    }

    private var draftPut: SyncedMutation {
        SyncedMutation(name: "draft.put") { arguments, principal, _ in
            let names = DraftContent.CodingKeys.allCases.map(\.rawValue)
            let sent: Named<DraftMark> = try arguments.decode(allowing: names + ["id"])
            let content: DraftContent = try arguments.decode(allowing: names + ["id"])
            _ = try content.validated(sent.id, at: clock.now)
            return { transaction in
                let draft = try saveDraft(content, as: sent.id, by: principal, in: transaction)
                return MutationEffect(rows: [SyncedRow(key: "draft/\(draft.id)", value: draft)])
            }
        }
    }

    private var draftDelete: SyncedMutation {
        SyncedMutation(name: "draft.delete") { arguments, principal, _ in
            let sent: Named<DraftMark> = try arguments.decode(allowing: ["id"])
            return { transaction in
                try removeDraft(sent.id, as: principal, in: transaction)
                return .asAsked
            }
        }
    }

    private var voteSet: SyncedMutation {
        SyncedMutation(name: "vote.set") { arguments, principal, _ in
            let sent: VoteSetting = try arguments.decode(allowing: VoteSetting.CodingKeys.self)
            return { transaction in
                MutationEffect(rows: [row(try vote(sent.value, on: sent.postId, as: principal, in: transaction))])
            }
        }
    }

    private var threadAccept: SyncedMutation {
        SyncedMutation(name: "thread.accept") { arguments, principal, _ in
            let sent: Acceptance = try arguments.decode(allowing: Acceptance.CodingKeys.self)
            return { transaction in
                MutationEffect(rows: [row(try accept(sent.postId, in: sent.threadId, as: principal, in: transaction))])
            }
        }
    }

    private func row(_ thread: ForumThread) -> SyncedRow {
        SyncedRow(key: "thread/\(thread.id)", value: ThreadRecord(thread, withAuthor: false))
    }

    private func row(_ post: ForumPost) -> SyncedRow {
        SyncedRow(key: "post/\(post.id)", value: PostRecord(post, withAuthor: false))
    }
}
