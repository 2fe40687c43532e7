#include "etl/rules.h"

/* clang-format off */
const struct rule directory_rules[] = {
    { "What an id is",
        "The text that is served, without blanks around it. Case and leading zeros count: 123, 00123, jdoe and JDOE are four people. Names, logins and e-mail addresses never tell who somebody is: two people may share them." },
    { "One id served more than once",
        "In a list, by look-up, or both: the row with the newest updated_at (of a deletion: deleted_at) holds; one without a time counts as the newest. Of equal ones a living person goes before a deleted one, then the smallest text, field by field." },
    { "An id that is used again",
        "Is the same person for ever. Whoever has it later is that person under the new name from then on; older pages keep the older name." },
    { "Deleted, and there again",
        "From the run that sees it on: deleted ones keep their name and lose their place, who comes back is alive again. What was before stays as it was." },
    { "Asked for by id, and not answered",
        "Is deleted. Who was not asked for stays as known. When half of a known company is gone at once, the answer is refused." },
    { "A member of several operational teams",
        "Belongs to the one with the smallest id, of those he was in at the time of the page. Teams that are not operational are no team." },
    { "The group of a page against its recipient's team",
        "A group that names an operational team goes first; else the recipient's own team." },
    { "Two teams of one name",
        "The one that had the name at the time of the page, else one that ever had it; of several the smallest id. Case and blanks around a name do not count." },
    { "A team served more than once",
        "As people are; its members are those of all its rows. One membership with several roles has the smallest role." },
    { "The live manager chain against manager_id",
        "manager_id, when it names somebody; the live chain where it is not told or names nobody. With --live-chains due the live chain goes first. Where neither tells, what was known stays." },
    { "A manager whom nobody knows",
        "Is none: the person stands at the top, and is counted." },
    { "A chain that runs in a circle",
        "Is cut at its member with the smallest id, who counts as having no manager." },
    { "A chain of more than seven levels",
        "Is folded: whoever is deeper counts at the seventh." },
    { "On-call duty that overlaps",
        "Of one person, team and level: is one duty. What has begun and is served no more ends now, or where a served one begins. Different people may be on duty at once." },
};
/* clang-format on */
const size_t directory_rules_n = sizeof directory_rules / sizeof *directory_rules;

void rules_text(struct out *o)
{
    for (size_t i = 0; i < directory_rules_n; i++)
        out_fmt(o, "%2zu. %s\n    %s\n", i + 1, directory_rules[i].of, directory_rules[i].holds);
}

void rules_markdown(struct out *o)
{
    for (size_t i = 0; i < directory_rules_n; i++)
        out_fmt(o, "%zu. *%s.* %s\n", i + 1, directory_rules[i].of, directory_rules[i].holds);
}
