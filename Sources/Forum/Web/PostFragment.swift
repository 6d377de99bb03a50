import Core
import Forum
import Texts
import WebSupport

extension PostView {
    /// All that `post.mustache` shows of a post to one reader: what is added to the template is added here.
    struct Identity: Hashable {
        let post: ForumPost
        let shownState: PostState
        let language: Language
        let timeZone: String
        let times: [Moment.Reading]
        let threadPath: String
        let reply: ReplyLink?
        let ownVote: Int
        let marks: Marks
        let actions: Actions
        let openSuggestions: Int

        // The rest differs less often: equality looks at all of it.
        func hash(into hasher: inout Hasher) {
            hasher.combine(post.id)
            hasher.combine(post.revision)
            hasher.combine(marks)
            hasher.combine(actions)
            hasher.combine(times)
        }
    }

    /// What stands at the post for the reader.
    struct Marks: OptionSet, Hashable {
        let rawValue: Int

        static let new = Marks(rawValue: 1)
        static let firstNew = Marks(rawValue: 2)
        static let blocked = Marks(rawValue: 4)
        static let own = Marks(rawValue: 8)
        static let accepted = Marks(rawValue: 16)
        static let bookmarked = Marks(rawValue: 32)
    }

    /// What the reader may do with it.
    struct Actions: OptionSet, Hashable {
        let rawValue: Int

        static let vote = Actions(rawValue: 1)
        static let accept = Actions(rawValue: 2)
        static let edit = Actions(rawValue: 4)
        static let delete = Actions(rawValue: 8)
        static let flag = Actions(rawValue: 16)
        static let bookmark = Actions(rawValue: 32)
        static let reply = Actions(rawValue: 64)
        static let suggest = Actions(rawValue: 128)
    }
}
