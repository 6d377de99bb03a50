import Core

/// An answer of a Discourse, known by its keys; records that cannot be read keep no others from being read.
struct DiscourseAnswer: Decodable {
    /// A record, and where in its answer it stands.
    struct Placed<Value: Decodable & Sendable> {
        let result: Result<Value, ImportReport.Refusal>
        let pointer: String

        init(_ record: ImportedRecord<Value>, _ pointer: String) {
            self.pointer = pointer
            result = record.result.mapError { $0.below(pointer) }
        }
    }

    private(set) var users: [Placed<DiscourseUser>] = []
    private(set) var categories: [Placed<DiscourseCategory>] = []
    private(set) var topic: Result<DiscourseTopic, ImportReport.Refusal>?
    /// Of the topic, or of topics that are elsewhere.
    private(set) var posts: [Placed<DiscoursePost>] = []
    /// Whether it is one of the answers that are read.
    private(set) var isKnown = true

    private enum Keys: String, CodingKey {
        case title, user, users, categories
        case categoryList = "category_list"
        case items = "directory_items"
        case stream = "post_stream"
        case topics = "topic_list"
    }

    init(from decoder: any Decoder) throws {
        if let list = try? [ImportedRecord<DiscourseUser>](from: decoder) {
            users = Self.placed(list, "")
            return
        }
        let answer = try decoder.container(keyedBy: Keys.self)
        if answer.contains(.stream) {
            let stream = try answer.decode(Stream.self, forKey: .stream)
            posts = Self.placed(stream.posts, "/post_stream/posts")
            if answer.contains(.title) { topic = try ImportedRecord<DiscourseTopic>(from: decoder).result }
        } else if answer.contains(.categoryList) {
            let list = try answer.decode(CategoryList.self, forKey: .categoryList)
            categories = Self.placed(list.categories, "/category_list/categories")
        } else if answer.contains(.categories) {
            categories = Self.placed(
                try answer.decode([ImportedRecord<DiscourseCategory>].self, forKey: .categories), "/categories")
        } else if answer.contains(.items) {
            let items = try answer.decode([ImportedRecord<Item>].self, forKey: .items)
            users = Self.placed(items.map { ImportedRecord($0.result.map(\.user)) }, "/directory_items")
        } else if answer.contains(.users) {
            users = Self.placed(try answer.decode([ImportedRecord<DiscourseUser>].self, forKey: .users), "/users")
        } else if answer.contains(.user) {
            users = [Placed(try answer.decode(ImportedRecord<DiscourseUser>.self, forKey: .user), "/user")]
        } else {
            isKnown = answer.contains(.topics)
        }
    }

    private static func placed<Value>(_ records: [ImportedRecord<Value>], _ pointer: String) -> [Placed<Value>] {
        records.enumerated().map { Placed($1, "\(pointer)/\($0)") }
    }

    private struct Stream: Decodable { let posts: [ImportedRecord<DiscoursePost>] }
    private struct CategoryList: Decodable { let categories: [ImportedRecord<DiscourseCategory>] }
    private struct Item: Decodable, Sendable { let user: DiscourseUser }
}

struct DiscourseUser: Decodable, Sendable {
    let id: Int
    let username: String
    let name: String?
    /// Told to admins alone.
    let email: String?
    let createdAt: String?

    private enum CodingKeys: String, CodingKey {
        case id, username, name, email
        case createdAt = "created_at"
    }
}

struct DiscourseCategory: Decodable, Sendable {
    let id: Int
    let name: String
    let slug: String?
    let descriptionText: String?
    /// Whether not everybody sees it.
    let isRestricted: Bool?
    let children: [ImportedRecord<DiscourseCategory>]?

    private enum CodingKeys: String, CodingKey {
        case id, name, slug
        case descriptionText = "description_text"
        case isRestricted = "read_restricted"
        case children = "subcategory_list"
    }
}

struct DiscourseTopic: Decodable, Sendable {
    let id: Int
    let title: String
    let categoryID: Int?
    let tags: [Tag]?
    let closed: Bool?
    let archived: Bool?
    let visible: Bool?
    let archetype: String?
    let deletedAt: String?

    /// A word, or in newer versions an object with a name.
    struct Tag: Decodable, Sendable {
        let name: String

        private enum CodingKeys: String, CodingKey { case name }

        init(from decoder: any Decoder) throws {
            if let word = try? decoder.singleValueContainer().decode(String.self) {
                name = word
            } else {
                name = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .name)
            }
        }
    }

    /// Neither a private message nor unlisted nor deleted.
    var isPublic: Bool {
        (archetype ?? "regular") == "regular" && visible ?? true && deletedAt == nil
    }

    private enum CodingKeys: String, CodingKey {
        case id, title, tags, closed, archived, visible, archetype
        case categoryID = "category_id"
        case deletedAt = "deleted_at"
    }
}

struct DiscoursePost: Decodable, Sendable {
    let topicID: Int?
    let userID: Int?
    let username: String?
    let name: String?
    let createdAt: String
    let postNumber: Int
    let replyTo: Int?
    let type: Int?
    let raw: String?
    let hidden: Bool?
    let deletedAt: String?
    let userDeleted: Bool?
    let isAccepted: Bool?

    /// Neither a whisper nor a note of what was done, neither hidden nor deleted.
    var isPublic: Bool {
        (type ?? 1) == 1 && !(hidden ?? false) && deletedAt == nil && !(userDeleted ?? false)
    }

    private enum CodingKeys: String, CodingKey {
        case username, name, raw, hidden
        case topicID = "topic_id"
        case userID = "user_id"
        case createdAt = "created_at"
        case postNumber = "post_number"
        case replyTo = "reply_to_post_number"
        case type = "post_type"
        case deletedAt = "deleted_at"
        case userDeleted = "user_deleted"
        case isAccepted = "accepted_answer"
    }
}
