import Core
import Forum
import Mustache
import Texts
import WebSupport

/// The form that starts a thread.
struct NewThreadPage: Page {
    static let template = "forum_new_thread"
    let categories: [Forum.Category]
    /// Slug of the category that the form was opened from.
    let chosenCategory: String?
    let pathways: [ThreadPathway]
    /// Id of the pathway that the form was opened from.
    let chosenPathway: String?
    /// The group that the thread will be of.
    var group: ThreadGroup?
    var form: Form?
    var problem: Problem?
    var preview: String?
    /// Threads with titles like the one typed; `nil` when nobody looked for them.
    var similar: [ForumThread]?
    /// Whether it is to be said that there are none.
    var saysNoneSimilar = false
    let visit: Visit

    var section: Section? { .questions }

    private func field(_ name: String, _ key: String) -> Field {
        Field(name, key: key, value: form?[name] ?? "", problem: problem, phrases: visit.phrases)
    }

    func child(named name: String) -> Any? {
        switch name {
        case "title": field("title", "title").with { $0.maxLength = 200 }
        case "kind":
            field("kind", "kind").with { field in
                let chosen = form?["kind"] ?? ForumThread.Kind.question.rawValue
                field.options = ForumThread.Kind.allCases.map {
                    Field.Option(
                        $0.rawValue, visit.phrases.text("kind_\($0.rawValue)"), isSelected: $0.rawValue == chosen)
                }
            }
        case "category":
            field("categoryId", "categoryId").with { field in
                field.options = [Field.Option("", visit.phrases.text("choose"), isSelected: false)]
                field.options += categories.map { category in
                    let isChosen =
                        form.map { $0["categoryId"] == category.id.text } ?? (category.slug == chosenCategory)
                    return Field.Option(category.id.text, category.name, isSelected: isChosen)
                }
            }
        case "body": field("body", "thread_body")
        case "tags":
            field("tags", "tags").with {
                $0.isRequired = false
                $0.maxLength = 200
            }
        case "pathwayFields":
            pathways.isEmpty
                ? []
                : [
                    field("pathwayId", "thread_pathway").choosing(
                        form?["pathwayId"] ?? chosenPathway, among: pathways, visit)
                ]
        case "pollFields": [PollFields(form: form, problem: problem, visit: visit)]
        case "isAnonymous": form?["anonymous"] != nil
        case "formID": form?["formID"] ?? "thread-new"
        case "threadGroups": group.map { [ThreadGroupView(group: $0)] } ?? []
        case "draftID": form?["draftID"] ?? ""
        case "similarThreads": (similar ?? []).map { ThreadRow($0, visit: visit) }
        case "hasSimilar": !(similar ?? []).isEmpty
        case "lacksSimilar": saysNoneSimilar && (similar ?? []).isEmpty
        case "previews": preview.map { [Preview(html: $0)] } ?? []
        case "problems": FormProblem.all(problem, visit.phrases)
        case "hasProblems": problem != nil
        default: nil
        }
    }
}

extension Field {
    /// A choice of the pathway that a thread is about, or of none.
    func choosing(_ chosen: String?, among pathways: [ThreadPathway], _ visit: Visit) -> Field {
        with { field in
            field.isRequired = false
            field.options =
                [Option("", visit.phrases.text("thread_pathway_none"), isSelected: (chosen ?? "").isEmpty)]
                + pathways.map { pathway in
                    Option(
                        pathway.id, "\(Names.country(pathway.country, visit.language)): \(pathway.name)",
                        isSelected: pathway.id == chosen)
                }
        }
    }
}

/// The pathway that a thread is about, and what there is on it.
struct ThreadPathwayView: MustacheParent {
    let pathway: ThreadPathway

    func child(named name: String) -> Any? {
        switch name {
        case "pathwayName": pathway.name
        case "pathwayPath": pathway.path
        case "pathwayChecklistPath": "\(pathway.path)#checklist"
        case "pathwayMentorsPath": "\(pathway.path)#mentors"
        case "pathwayThreadsPath": pathway.threadsPath
        default: nil
        }
    }
}

/// The group that a thread is of.
struct ThreadGroupView: MustacheParent {
    let group: ThreadGroup

    func child(named name: String) -> Any? {
        switch name {
        case "threadGroupPath": group.path
        case "threadGroupName": group.name
        case "threadGroupID": group.id.text
        default: nil
        }
    }
}

/// The form that changes a post, and the title with an opening post.
struct EditPostPage: Page {
    static let template = "forum_edit_post"
    let post: ForumPost
    let thread: ForumThread
    var form: Form?
    var problem: Problem?
    var preview: String?
    let visit: Visit

    var section: Section? { .questions }

    func child(named name: String) -> Any? {
        switch name {
        case "editPath": "/posts/\(post.id)/edit"
        case "threadPath": "\(thread.path)#post-\(post.id)"
        case "threadTitle": thread.title
        // After a conflict the form goes on from the text that is there now.
        case "revision":
            problem?.code == "edit_conflict" ? "\(post.revision)" : form?["baseRevision"] ?? "\(post.revision)"
        case "draftID": form?["draftID"] ?? ""
        case "titleFields": post.isOpening ? [titleField] : []
        case "body":
            Field(
                "body", key: "thread_body", value: form?["body"] ?? post.body, problem: problem, phrases: visit.phrases)
        case "previews": previewed.map { [Preview(html: $0)] } ?? []
        case "problems": FormProblem.all(problem, visit.phrases)
        case "hasProblems": problem != nil
        default: nil
        }
    }

    private var titleField: Field {
        Field("title", value: form?["title"] ?? thread.title, problem: problem, phrases: visit.phrases).with {
            $0.maxLength = 200
        }
    }

    /// In a conflict, the text as the other left it, so that both can be seen.
    private var previewed: String? { problem?.code == "edit_conflict" ? post.html : preview }
}
