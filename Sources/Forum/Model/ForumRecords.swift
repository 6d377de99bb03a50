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
    /// Absent when it is about none.
    package let pathwayId: String?
    /// Absent of an anonymous thread.
    package let authorId: MemberID?
    /// With the API; sync has a row for each member.
    package let author: Author?
    /// What the author is called in the thread instead.
    package let pseudonym: String?
    /// With the API, of an anonymous thread: whether it is the reader's own.
    package let mine: Bool?
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
    /// Of one thread with the API: what is asked in its opening post. Lists are without, and sync has a row for it.
    package let poll: PollRecord?

    /// - Parameter reader: who is told which anonymous ones are theirs.
    package init(
        _ thread: ForumThread, withAuthor: Bool, poll: PollRecord? = nil, to reader: Principal = .visitor
    ) {
        self.poll = poll
        id = thread.id
        categoryId = thread.category.id
        groupId = thread.group?.id
        kind = thread.kind
        title = thread.title
        slug = thread.slug
        tags = thread.tags
        pathwayId = thread.pathway?.id
        authorId = thread.author?.id
        author = withAuthor ? thread.author : nil
        pseudonym = thread.byline.plainPseudonym
        mine = thread.byline.isAnonymous && reader.member?.id == thread.authorID ? true : nil
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
    /// Absent of an anonymous post.
    package let authorId: MemberID?
    /// With the API; sync has a row for each member.
    package let author: Author?
    /// What the author is called in the thread instead.
    package let pseudonym: String?
    /// With the API, of an anonymous post: whether it is the reader's own.
    package let mine: Bool?
    package let isOpening: Bool
    package let body: String
    package let html: String
    package let createdAt: Timestamp
    package let editedAt: Timestamp?
    package let revision: Int64
    package let score: Int
    package let state: PostState
    package let trueAsOf: String?
    /// In the list of one's own bookmarks: the day on which one is told of it.
    package var remindOn: CivilDay?

    /// - Parameter reader: who is told which anonymous ones are theirs.
    package init(_ post: ForumPost, withAuthor: Bool, to reader: Principal = .visitor) {
        id = post.id
        threadId = post.threadID
        parentId = post.parentID
        authorId = post.author?.id
        author = withAuthor ? post.author : nil
        pseudonym = post.byline.plainPseudonym
        mine = post.byline.isAnonymous && reader.member?.id == post.authorID ? true : nil
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
