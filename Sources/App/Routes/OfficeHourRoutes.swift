import Mentoring
import MentoringWeb
import WebSupport

/// Office hours of mentors, as pages, calendars and JSON.
extension Routes {
    func registerOfficeHours(_ list: inout RouteList) {
        list.member(.get, "/mentoring/office-hours", officeHours.listPage)
        list.member(.get, "/mentoring/office-hours/new", officeHours.newPage)
        list.member(.post, "/mentoring/office-hours/new", officeHours.submitNew)
        list.member(.get, "/mentoring/office-hours/:id", officeHours.page)
        list.member(.post, "/mentoring/office-hours/:id/seat", officeHours.submitSeat)
        list.member(.post, "/mentoring/office-hours/:id/cancel", officeHours.submitCancel)
        let path = "/api/v1/office-hours"
        list.member(
            .get, path, .lists("Office hours to come of mentors whom one may see, the next first."),
            officeHourAPI.list)
        list.member(
            .post, path, .creates("Announces office hours, as a mentor with a level."), officeHourAPI.announce)
        list.member(
            .get, "/api/v1/me/office-hours", .reads("Office hours that one announced or has a seat in."),
            officeHourAPI.listOwn)
        list.member(
            .get, path + "/:id", .reads("One of them; where it is, for the mentor and those with a seat."),
            officeHourAPI.show)
        list.member(
            .put, path + "/:id/seat", .changes("Takes a seat; 409 when none is left or it has begun."),
            officeHourAPI.setSeat)
        list.member(
            .delete, path + "/:id/seat", .changes("Gives the seat back, until it begins."), officeHourAPI.setSeat)
        list.member(
            .post, path + "/:id/cancel", .changes("It does not take place: all with a seat are told."),
            officeHourAPI.cancel)
    }
}
