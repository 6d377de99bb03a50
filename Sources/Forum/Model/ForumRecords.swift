import Core

/// A thread as the API and sync show it.
package struct ThreadRecord: Codable, Sendable {
    package let id: ThreadID
    package let categoryId: CategoryID
    package let groupId: GroupID?
    package let kind: ForumThread.Kind
    package let title: String
    package let slug: String
    package let tags: [String]
    package let authorId: MemberID
    /// With the API; sync has a row for each member.
    package let author: Author?
    package let createdAt: Timestamp
    package let lastPostAt: Timestamp
    /// The opening post and its answers.
    package let postCount: Int
    package let score: Int
    package let openingPostId: PostID
    package let acceptedPostId: PostID?
    package let state: PostState
    package let isLocked: Bool
    package let revision: Int64

    package init(_ thread: ForumThread, withAuthor: Bool) {
        id = thread.id
        categoryId = thread.category.id
        groupId = thread.group?.id
        kind = thread.kind
        title = thread.title
        slug = thread.slug
        tags = thread.tags
        authorId = thread.author.id
        author = withAuthor ? thread.author : nil
        createdAt = thread.createdAt
        lastPostAt = thread.lastPostAt
        postCount = thread.answerCount + 1
        score = thread.score
        openingPostId = thread.openingPostID
        acceptedPostId = thread.acceptedPostID
        state = thread.state
        isLocked = thread.isLocked
        revision = thread.revision
    }
}

/// A post as the API and sync show it.
package struct PostRecord: Codable, Sendable {
    package let id: PostID
    package let threadId: ThreadID
    package let parentId: PostID?
    package let authorId: MemberID
    /// With the API; sync has a row for each member.
    package let author: Author?
    package let isOpening: Bool
    package let body: String
    package let html: String
    package let createdAt: Timestamp
    package let editedAt: Timestamp?
    package let revision: Int64
    package let score: Int
    package let state: PostState
    package let trueAsOf: String?

    package init(_ post: ForumPost, withAuthor: Bool) {
        id = post.id
        threadId = post.threadID
        parentId = post.parentID
        authorId = post.author.id
        author = withAuthor ? post.author : nil
        isOpening = post.isOpening
        body = post.body
        html = post.html
        createdAt = post.createdAt
        editedAt = post.editedAt
        revision = post.revision
        score = post.score
        state = post.state
        trueAsOf = post.trueAsOf
    }
}

/// A category as the API and sync show it.
package struct CategoryRecord: Codable, Sendable {
    package let id: CategoryID
    package let slug: String
    package let name: String
    package let description: String
    package let position: Int

    package init(_ category: Category) {
        id = category.id
        slug = category.slug
        name = category.name
        description = category.description
        position = category.position
    }
}

/// A tag as the API and sync show it.
package struct TagRecord: Codable, Sendable {
    package let id: String
    package let name: String
    package let uses: Int

    package init(_ tag: Tag) {
        id = tag.id
        name = tag.name
        uses = tag.uses
    }
}
