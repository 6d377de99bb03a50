import Forum
import WebSupport

/// The forum, as pages and as JSON.
extension Routes {
    func registerForum(_ list: inout RouteList) {
        list.visitor(.get, "/threads", forum.threadsPage)
        list.visitor(.get, "/categories", forum.categoriesPage)
        list.visitor(.get, "/categories/:slug", forum.categoryPage)
        list.visitor(.get, "/tags/:tag", forum.tagPage)
        list.member(.get, "/threads/new", forum.newThreadPage)
        list.member(.post, "/threads/new", forum.submitThread)
        list.visitor(.get, "/threads/:id", forum.threadRedirect)
        list.visitor(.get, "/threads/:id/:slug", forum.threadPage)
        list.member(.post, "/threads/:id/answers", forum.submitAnswer)
        list.member(.post, "/threads/:id/accepted", forum.submitAccepted)
        list.visitor(.get, "/posts/:id", forum.postRedirect)
        list.member(.get, "/posts/:id/edit", forum.editPostPage)
        list.member(.post, "/posts/:id/edit", forum.submitEdit)
        list.member(.post, "/posts/:id/vote", forum.submitVote)
    }

    func registerForumAPI(_ list: inout RouteList) {
        list.visitor(.get, "/api/v1/categories", .reads("All categories, in their order."), forumAPI.listCategories)
        list.visitor(
            .get, "/api/v1/tags", .reads("Tags in use, the most used first.", .limit), forumAPI.listTags)
        list.visitor(
            .get, "/api/v1/threads",
            .lists(
                "Threads of a list, of a category or of a tag.",
                .choice("list", ThreadList.self, "Which list and order."),
                .text("category", "The slug of a category."), .text("tag", "The name of a tag.")), forumAPI.listThreads)
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
        list.member(.put, "/api/v1/threads/:id/read", .does("Notes how far one has read."), forumAPI.setRead)
        list.visitor(.get, "/api/v1/posts/:id", .reads("A post."), forumAPI.showPost)
        list.member(
            .patch, "/api/v1/posts/:id", .changes("Changes the text of a post.", ifMatch: true), forumAPI.changePost)
        list.member(.put, "/api/v1/posts/:id/vote", .changes("Votes for or against a post."), forumAPI.setVote)
        list.member(.post, "/api/v1/markdown", .reads("What Markdown will look like."), forumAPI.preview)
    }
}
