import Forum
import WebSupport

/// The forum, as pages and as JSON.
extension Routes {
    func registerForum(_ list: inout RouteList) {
        list.visitor(.get, "/threads", forum.threadsPage)
        list.visitor(.get, "/categories", forum.categoriesPage)
        list.visitor(.get, "/categories/:slug", forum.categoryPage)
        list.visitor(.get, "/tags/:tag", forum.tagPage)
        list.visitor(.get, "/visas/:country/:slug/threads", forum.pathwayThreadsPage)
        list.member(.get, "/threads/new", forum.newThreadPage)
        list.member(.post, "/threads/new", forum.submitThread)
        list.visitor(.get, "/threads/:id", forum.threadRedirect)
        list.visitor(.get, "/threads/:id/:slug", forum.threadPage)
        list.member(.post, "/threads/:id/answers", forum.submitAnswer)
        list.member(.post, "/threads/:id/accepted", forum.submitAccepted)
        list.member(.post, "/threads/:id/poll", forum.submitPollVote)
        list.visitor(.get, "/posts/:id", forum.postRedirect)
        list.member(.get, "/posts/:id/edit", forum.editPostPage)
        list.member(.post, "/posts/:id/edit", forum.submitEdit)
        list.member(.post, "/posts/:id/vote", forum.submitVote)
        list.visitor(.get, "/posts/:id/history", forum.historyPage)
        list.member(.post, "/posts/:id/history/:revision/remove", forum.submitRevisionRemoval)
        list.member(.get, "/posts/:id/delete", forum.deletePostPage)
        list.member(.post, "/posts/:id/delete", forum.submitDelete)
        list.member(.post, "/posts/:id/restore", forum.submitRestore)
        list.member(.get, "/deleted", forum.deletedPage)
        list.member(.post, "/posts/:id/bookmark", forum.submitBookmark)
        list.member(.post, "/posts/:id/bookmark/reminder", forum.submitReminder)
        list.member(.get, "/bookmarks", forum.bookmarksPage)
        list.member(.get, "/drafts", forum.draftsPage)
        list.member(.get, "/drafts/:id", forum.resumeDraft)
        list.member(.post, "/drafts/:id/remove", forum.removeDraft)
        list.member(.get, "/threads/:id/edit", forum.editThreadPage)
        list.member(.post, "/threads/:id/edit", forum.submitThreadEdit)
        list.member(.post, "/threads/:id/lock", forum.submitLock)
        registerFollowing(&list)
        registerTagCare(&list)
        registerSuggestions(&list)
    }

    /// New texts for guides.
    private func registerSuggestions(_ list: inout RouteList) {
        list.member(.get, "/posts/:id/suggest", forum.suggestPage)
        list.member(.post, "/posts/:id/suggest", forum.submitSuggestion)
        list.member(.get, "/posts/:id/suggestions", forum.suggestionsPage)
        list.member(.post, "/suggestions/:id/decision", forum.submitSuggestionDecision)
        list.moderator(.get, "/moderation/suggestions", forum.waitingSuggestionsPage)
        list.member(
            .get, "/api/v1/posts/:id/suggestions",
            .lists("Texts suggested for a guide: for its author and staff those that wait, for others their own."),
            forumAPI.listSuggestions)
        list.member(
            .post, "/api/v1/posts/:id/suggestions",
            .changes(
                "Suggests a new text for a guide, in the place of one's own that waits; regular members' is applied at "
                    + "once."
            ).refusing(.tooMany), forumAPI.suggest)
        list.member(
            .get, "/api/v1/me/suggestions", .lists("What one suggested, the newest first."),
            forumAPI.listOwnSuggestions)
        list.member(
            .post, "/api/v1/suggestions/:id/decision",
            .changes("Applies or declines a suggestion, or takes back one's own."), forumAPI.decideSuggestion)
        list.moderator(
            .get, "/api/v1/suggestions", .lists("All that wait for a decision, the oldest first. For staff."),
            forumAPI.listWaitingSuggestions)
    }

    /// Words that become tags: for staff.
    private func registerTagCare(_ list: inout RouteList) {
        list.moderator(.get, "/moderation/tags", forum.tagCarePage)
        list.moderator(.post, "/moderation/tags", forum.submitTagCare)
        list.moderator(.get, "/api/v1/tag-synonyms", .lists("Other words for tags, by name."), forumAPI.listSynonyms)
        list.moderator(
            .post, "/api/v1/tag-synonyms",
            .changes("Makes a word another for a tag; where it is a tag, its threads and followers move over."),
            forumAPI.makeSynonym)
        list.moderator(
            .delete, "/api/v1/tag-synonyms/:name", .does("A word is no other for a tag any more."),
            forumAPI.removeSynonym)
    }

    /// What members follow, and how much of it they want to hear.
    private func registerFollowing(_ list: inout RouteList) {
        list.member(.get, "/threads/:id/unread", forum.unreadRedirect)
        list.member(.get, "/threads/:id/level", forum.threadLevelPage)
        list.member(.post, "/threads/:id/level", forum.submitThreadLevel)
        list.member(.get, "/categories/:slug/level", forum.categoryLevelPage)
        list.member(.post, "/categories/:slug/level", forum.submitCategoryLevel)
        list.member(.get, "/tags/:tag/level", forum.tagLevelPage)
        list.member(.post, "/tags/:tag/level", forum.submitTagLevel)
        list.member(
            .put, "/api/v1/threads/:id/level", .changes("Says how much one wants to hear of a thread."),
            forumAPI.setThreadLevel)
        list.member(
            .put, "/api/v1/categories/:id/level", .changes("Says how much one wants to hear of a category."),
            forumAPI.setCategoryLevel)
        list.member(
            .put, "/api/v1/tags/:tag/level", .changes("Says how much one wants to hear of a tag."),
            forumAPI.setTagLevel)
        list.member(.get, "/api/v1/me/levels", .reads("One's own levels, by scope and target."), forumAPI.listLevels)
        list.member(
            .get, "/api/v1/me/threads",
            .lists(
                "Threads one follows, or those with new posts, the last looked at first.",
                .choice("list", FollowedList.self, "Which of the two.")), forumAPI.listFollowed)
    }

    func registerForumAPI(_ list: inout RouteList) {
        list.visitor(.get, "/api/v1/categories", .reads("All categories, in their order."), forumAPI.listCategories)
        list.visitor(
            .get, "/api/v1/tags", .reads("Tags in use, the most used first.", .limit), forumAPI.listTags)
        list.visitor(
            .get, "/api/v1/threads",
            .lists(
                "Threads of a list; of a tag and of a pathway the newest first.",
                .choice("list", ThreadList.self, "Which list and order."),
                .text("category", "The slug of a category."), .text("tag", "The name of a tag."),
                .text("group", "The id of a group."), .text("pathway", "The id of a pathway.")), forumAPI.listThreads)
        list.member(
            .post, "/api/v1/threads", .creates("Asks a question, starts a discussion or writes a guide."),
            forumAPI.createThread)
        list.visitor(.get, "/api/v1/threads/:id", .reads("A thread without its posts."), forumAPI.showThread)
        list.visitor(
            .get, "/api/v1/threads/:id/posts", .lists("The opening post, then the answers in their order."),
            forumAPI.listPosts)
        list.member(
            .post, "/api/v1/threads/:id/posts", .creates("Answers, or replies to an answer."), forumAPI.createPost)
        list.member(
            .put, "/api/v1/threads/:id/accepted", .changes("Says which answer helped."), forumAPI.setAccepted)
        list.member(
            .delete, "/api/v1/threads/:id/accepted", .changes("Takes back which answer helped."),
            forumAPI.removeAccepted)
        list.member(
            .put, "/api/v1/threads/:id/poll/vote",
            .changes("Votes in a thread's poll, votes otherwise, or takes the vote back with no choices."),
            forumAPI.setPollVote)
        list.member(.put, "/api/v1/threads/:id/read", .does("Notes how far one has read."), forumAPI.setRead)
        list.visitor(.get, "/api/v1/posts/:id", .reads("A post."), forumAPI.showPost)
        list.member(
            .patch, "/api/v1/posts/:id", .changes("Changes the text of a post.", ifMatch: true), forumAPI.changePost)
        list.member(.put, "/api/v1/posts/:id/vote", .changes("Votes for or against a post."), forumAPI.setVote)
        list.member(
            .patch, "/api/v1/threads/:id",
            .changes("Changes title, category or tags; staff closes it to answers.", ifMatch: true),
            forumAPI.changeThread)
        list.member(
            .delete, "/api/v1/threads/:id", .does("Deletes a thread that nobody answered."), forumAPI.removeThread)
        list.member(.delete, "/api/v1/posts/:id", .does("Deletes a post."), forumAPI.removePost)
        list.visitor(
            .get, "/api/v1/posts/:id/revisions", .reads("What a post said before, and says now."),
            forumAPI.listRevisions)
        list.member(
            .delete, "/api/v1/posts/:id/revisions/:revision",
            .does("Takes an earlier text out of the history, for good."), forumAPI.removeRevision)
        registerKeeping(&list)
        list.member(.post, "/api/v1/markdown", .reads("What Markdown will look like."), forumAPI.preview)
    }

    /// What members keep for themselves.
    private func registerKeeping(_ list: inout RouteList) {
        list.member(.put, "/api/v1/posts/:id/bookmark", .does("Marks a post to find it again."), forumAPI.setBookmark)
        list.member(.delete, "/api/v1/posts/:id/bookmark", .does("Takes the mark back."), forumAPI.removeBookmark)
        list.member(
            .put, "/api/v1/posts/:id/bookmark/reminder",
            .does("Marks a post, and says on which day one wants to be told of it."), forumAPI.setReminder)
        list.member(
            .delete, "/api/v1/posts/:id/bookmark/reminder", .does("Takes the day back; the mark stays."),
            forumAPI.removeReminder)
        list.member(
            .get, "/api/v1/me/bookmarks", .lists("Posts one has marked, the newest mark first."), forumAPI.listBookmarks
        )
        list.member(.get, "/api/v1/drafts", .lists("One's own drafts, the last written first."), forumAPI.listDrafts)
        list.member(.get, "/api/v1/drafts/:id", .reads("A draft."), forumAPI.showDraft)
        list.member(
            .put, "/api/v1/drafts/:id", .changes("Keeps a draft under an id that the client made."), forumAPI.putDraft)
        list.member(.delete, "/api/v1/drafts/:id", .does("Throws a draft away."), forumAPI.removeDraft)
    }
}
