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
        list.visitor(.get, "/api/v1/categories", forumAPI.listCategories)
        list.visitor(.get, "/api/v1/tags", forumAPI.listTags)
        list.visitor(.get, "/api/v1/threads", forumAPI.listThreads)
        list.member(.post, "/api/v1/threads", forumAPI.createThread)
        list.visitor(.get, "/api/v1/threads/:id", forumAPI.showThread)
        list.visitor(.get, "/api/v1/threads/:id/posts", forumAPI.listPosts)
        list.member(.post, "/api/v1/threads/:id/posts", forumAPI.createPost)
        list.member(.put, "/api/v1/threads/:id/accepted", forumAPI.setAccepted)
        list.member(.delete, "/api/v1/threads/:id/accepted", forumAPI.removeAccepted)
        list.member(.put, "/api/v1/threads/:id/read", forumAPI.setRead)
        list.visitor(.get, "/api/v1/posts/:id", forumAPI.showPost)
        list.member(.patch, "/api/v1/posts/:id", forumAPI.changePost)
        list.member(.put, "/api/v1/posts/:id/vote", forumAPI.setVote)
        list.member(.post, "/api/v1/markdown", forumAPI.preview)
    }
}
