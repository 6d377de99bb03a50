import Accounts
import Core
import Forum
import Foundation

/// What a Discourse's public addresses answer, kept in files: `/categories.json`, `/t/{id}.json?include_raw=true`,
/// `/t/{id}/posts.json?…&include_raw=true`, `/u/{username}.json`, `/directory_items.json`, and with an admin's key
/// `/admin/users/list/active.json?show_emails=true`. A `.json` file holds one answer, `.jsonl` or `.ndjson` one a line;
/// an answer is known by its keys, whatever its file is called.
struct DiscourseExport: OldExport {
    static let endings: Set<String> = [".json", ".jsonl", ".ndjson"]

    /// When members joined of whom nothing is told.
    let now: Timestamp

    func documents(of file: OldFile) throws -> AnySequence<any OldDocument> {
        let bytes = try file.bytes()
        let isLines = [".jsonl", ".ndjson"].contains { file.name.lowercased().hasSuffix($0) }
        guard isLines else { return AnySequence([Document(bytes: bytes, place: "\(file.name)#", now: now)]) }
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated()
        return AnySequence(
            lines.lazy.filter { !$0.element.isEmpty }.map { line -> any OldDocument in
                Document(bytes: line.element, place: "\(file.name):\(line.offset + 1)#", now: now)
            })
    }

    private struct Document: OldDocument {
        let bytes: Data
        /// Put before pointers.
        let place: String
        let now: Timestamp

        func records(of stage: MovingStage) -> [OldRecord] {
            guard let answer = try? JSONDecoder().decode(DiscourseAnswer.self, from: bytes) else {
                return stage == .members ? [.refused(.init(place, "wrong_form"))] : []
            }
            guard answer.isKnown else { return stage == .members ? [.refused(.init(place, "wrong_form"))] : [] }
            switch stage {
            case .members: return answer.users.map { member($0) } + hidden(answer)
            case .writers: return writers(answer)
            case .categories: return categories(answer.categories)
            case .threads: return threads(answer)
            case .posts: return answer.topic == nil ? posts(answer.posts, of: nil) : []
            case .addresses: return []
            }
        }

        private func refused(_ refusal: ImportReport.Refusal) -> OldRecord {
            .refused(.init(place + refusal.pointer, refusal.code, refusal.arguments))
        }

        // MARK: Members

        private func member(_ record: DiscourseAnswer.Placed<DiscourseUser>) -> OldRecord {
            switch record.result {
            case .failure(let refusal): return refused(refusal)
            case .success(let user):
                return .member(
                    MovedMember(
                        key: "\(user.id)", username: user.username, displayName: user.name ?? "",
                        email: user.email ?? "", joinedAt: user.createdAt.flatMap(OldTime.instant) ?? now,
                        pointer: place + record.pointer))
            }
        }

        private func writers(_ answer: DiscourseAnswer) -> [OldRecord] {
            if let topic = answer.topic, (try? topic.get().isPublic) != true { return [] }
            return answer.posts.compactMap { record in
                guard let post = try? record.result.get(), post.isPublic, let id = post.userID,
                    let username = post.username, let topic = post.topicID ?? (try? answer.topic?.get().id)
                else { return nil }
                let member = MovedMember(
                    key: "\(id)", username: username, displayName: post.name ?? "", email: "",
                    joinedAt: OldTime.instant(post.createdAt) ?? now, pointer: place + record.pointer)
                return .writer(member, thread: "\(topic)")
            }
        }

        // MARK: Categories and threads

        private func categories(_ records: [DiscourseAnswer.Placed<DiscourseCategory>]) -> [OldRecord] {
            records.flatMap { record -> [OldRecord] in
                switch record.result {
                case .failure(let refusal): return [refused(refusal)]
                case .success(let category):
                    let moved = MovedCategory(
                        key: "\(category.id)", name: category.name, slug: category.slug ?? "",
                        description: category.descriptionText ?? "", isPrivate: category.isRestricted ?? false,
                        pointer: place + record.pointer)
                    let below = (category.children ?? []).enumerated().map {
                        DiscourseAnswer.Placed($1, "\(record.pointer)/subcategory_list/\($0)")
                    }
                    return [.item(.category(moved))] + categories(below)
                }
            }
        }

        /// Said before all else, so that nobody comes for its sake.
        private func hidden(_ answer: DiscourseAnswer) -> [OldRecord] {
            guard let topic = try? answer.topic?.get(), !topic.isPublic else { return [] }
            return [.leftOut(thread: "\(topic.id)", pointer: place)]
        }

        private func threads(_ answer: DiscourseAnswer) -> [OldRecord] {
            switch answer.topic {
            case nil: return []
            case .failure(let refusal)?: return [refused(refusal)]
            case .success(let topic)?: return topic.isPublic ? thread(topic, answer.posts) : []
            }
        }

        private func thread(
            _ topic: DiscourseTopic, _ records: [DiscourseAnswer.Placed<DiscoursePost>]
        ) -> [OldRecord] {
            guard let first = records.first, let opening = try? first.result.get(), opening.postNumber == 1 else {
                return [refused(.init("/post_stream/posts/0", "moved_opening"))]
            }
            switch post(opening, first, in: topic) {
            case .failure(let refusal): return [refused(refusal)]
            case .success(let opening):
                let isSolved = records.contains { (try? $0.result.get().isAccepted) == true }
                let thread = MovedThread(
                    key: "\(topic.id)", category: topic.categoryID.map { "\($0)" } ?? "", title: topic.title,
                    kind: isSolved ? .question : .discussion, tags: (topic.tags ?? []).map(\.name),
                    isLocked: topic.closed ?? false || topic.archived ?? false, opening: opening,
                    paths: ["/t/\(topic.id)"], pointer: place)
                return [.item(.thread(thread))] + posts(Array(records.dropFirst()), of: topic)
            }
        }

        // MARK: Posts

        private func posts(
            _ records: [DiscourseAnswer.Placed<DiscoursePost>], of topic: DiscourseTopic?
        ) -> [OldRecord] {
            records.compactMap { record -> OldRecord? in
                switch record.result {
                case .failure(let refusal): return refused(refusal)
                case .success(let found):
                    guard found.isPublic else { return nil }
                    switch post(found, record, in: topic) {
                    case .failure(let refusal): return refused(refusal)
                    case .success(let moved): return .item(.post(moved))
                    }
                }
            }
        }

        private func post(
            _ post: DiscoursePost, _ record: DiscourseAnswer.Placed<DiscoursePost>, in topic: DiscourseTopic?
        ) -> Result<MovedPost, ImportReport.Refusal> {
            func missing(_ key: String) -> Result<MovedPost, ImportReport.Refusal> {
                .failure(ImportReport.Refusal("\(record.pointer)/\(key)", "required"))
            }
            guard let number = topic?.id ?? post.topicID else { return missing("topic_id") }
            guard let writer = post.userID else { return missing("user_id") }
            guard let source = post.raw else { return missing("raw") }
            guard let time = OldTime.instant(post.createdAt) else {
                return .failure(ImportReport.Refusal("\(record.pointer)/created_at", "wrong_form"))
            }
            return .success(
                MovedPost(
                    key: "\(number)/\(post.postNumber)", thread: "\(number)", author: "\(writer)",
                    parent: post.replyTo.map { "\(number)/\($0)" }, source: source, createdAt: time,
                    isAccepted: post.isAccepted ?? false, paths: ["/t/\(number)/\(post.postNumber)"],
                    pointer: place + record.pointer, fields: Self.fields))
        }

        private static let fields = MovedFields(
            author: "user_id", thread: "topic_id", category: "category_id", body: "raw")
    }
}
