#include "sim/names.h"

#include "sim/params.h"

/* clang-format off */
static const char *const first_names[] = {
    "Ana", "Ben", "Chen", "Dana", "Emil", "Fatima", "Grace", "Hiro", "Ines", "Jakub", "Kavya",
    "Liam",
    "Maria", "Noor", "Olga", "Pedro", "Qing", "Ravi", "Sofia", "Tomasz", "Uma", "Victor", "Wen",
    "Ximena",
    "Yusuf", "Zofia", "Aisha", "Bruno", "Carla", "Dev", "Elif", "Frank",
};
static const char *const last_names[] = {
    "Kowalska", "Smith", "Patel", "Nowak", "Garcia", "Okafor", "Tanaka", "Schmidt", "Silva",
    "Brown",
    "Ivanova", "Haddad", "Lindqvist", "Rossi", "Nguyen", "Sharma", "Dubois", "Murphy", "Cohen",
    "Novak",
    "Jensen", "Costa", "Mehta", "Wilson", "Fischer", "Yilmaz", "Santos", "Clarke", "Zielinska",
    "Moreau",
};
static const char *const areas[] = {
    "Technology", "Payments", "Retail Banking", "Markets", "Operations", "Infrastructure",
    "Security",
    "Data", "Risk", "Lending", "Wealth", "Compliance",
};
static const char *const domains[] = {
    "Payments", "Cards", "Ledger", "Identity", "Mobile", "Web", "Trading", "Pricing", "Mortgage",
    "Fraud", "Statements", "Search", "Network", "Storage", "Database", "Messaging", "Container",
    "Mainframe",
    "Monitoring", "Onboarding", "Treasury", "Clearing", "Settlement", "Collections", "Reporting",
    "Branch",
    "Voice", "Email", "Directory", "Backup", "Billing", "Loyalty", "Savings", "Insurance", "Tax",
};
static const char *const parts[] = {
    "Core", "Edge", "Gateway", "Platform", "Services", "API", "Batch", "Streaming", "Reliability",
    "Operations", "Delivery", "Engine", "Hub", "Integration", "Support", "Tools", "Frontend",
    "Runtime",
    "Lab", "Bridge",
};
static const char *const ranks[] = {
    "", "Chief Executive Officer", "SVP", "VP", "Senior Director", "Director", "Senior Manager",
    "Manager",
    "Team Lead",
};
static const char *const jobs[] = {
    "Engineer", "Senior Engineer", "Site Reliability Engineer", "Database Administrator", "Analyst",
    "Developer", "Principal Engineer", "Support Specialist", "Network Engineer", "Operator",
};
static const char *const sources[] = {
    "prometheus", "cloudwatch", "zabbix", "splunk", "synthetics", "mainframe-ops", "service-desk",
    "dynatrace",
};
static const char *const troubles[] = {
    "High error rate on %s", "%s: latency p99 above 2 s, checkout affected",
    "Disk 95 % full, %s, host db-%u",
    "%s queue depth over 10,000", "Certificate of %s expires in 3 days", "%s batch late by 40 min",
    "Replication lag on %s", "\"%s\" health check failing", "%s: no data for 10 min",
    "CPU steal on %s node %u",
};
static const char *const hostiles[] = {
    "=cmd|' /C calc'!A0",
    "<script>alert(1)</script>",
    "Robert'); DROP TABLE pages;--",
    "O\"Neil, \"Quote\", Jr.",
    "line one\nline two",
    /* NOLINTNEXTLINE(misc-misleading-bidirectional): right-to-left without an end is the point */
    "\xe2\x80\xaegnp.exe \xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d",
    "@SUM(1+9)*cmd|' /C calc'!A0",
    "+49 30 1234567",
    "-2+3+cmd|' /C calc'!A0",
    /* NOLINTNEXTLINE(bugprone-suspicious-missing-comma): 64 characters of seven scripts */
    "\xf0\x9f\x94\xa5\xf0\x9f\x93\x9f\xe6\x9d\x8e\xe5\xb0\x8f\xe9\xbe\x99 Ren\xc3\xa9 "
    "\xc3\x85ngstr\xc3\xb6m \xce\xa9\xce\xbc\xce\xad\xce\xb3\xce\xb1 "
    "\xd0\x91\xd0\xbe\xd1\x80\xd0\xb8\xd1\x81 \xd0\x9f\xd0\xb5\xd1\x82\xd1\x80\xd0\xbe\xd0\xb2 "
    "\xd9\x85\xd8\xad\xd9\x85\xd8\xaf \xe0\xa4\x85\xe0\xa4\xae\xe0\xa4\xbf\xe0\xa4\xa4 "
    "\xe3\x81\x9f\xe3\x81\xaa\xe3\x81\x8b and as long as it gets",
    "a&b;c%20d+e?f=g#h",
    "\"><img src=x onerror=alert(1)>",
    "${jndi:ldap://x/y}",
    "null",
    "Zo\xc3\xab\r\nSet-Cookie: a=b",
};
/* clang-format on */

static struct str pick(const char *const *words, size_t n, uint64_t at)
{
    return str_of(words[at % n]);
}

struct str name_of_person(struct arena *a, struct dice *d, size_t number, struct str *login)
{
    struct str first = pick(first_names, COUNT_OF(first_names), dice_u64(d));
    struct str last = pick(last_names, COUNT_OF(last_names), dice_u64(d));
    char small[32];
    size_t n = 0;
    small[n++] = str_lower(first.p[0]);
    for (size_t i = 0; i < last.n && n < sizeof small; i++)
        small[n++] = str_lower(last.p[i]);
    *login = arena_fmt(a, "%.*s%zu", (int)n, small, number);
    return arena_fmt(a, "%.*s %.*s", STR_ARG(first), STR_ARG(last));
}

struct str name_hostile(size_t n)
{
    return pick(hostiles, COUNT_OF(hostiles), n);
}

struct str name_of_manager(struct arena *a, int level, size_t n)
{
    struct str rank = str_of(ranks[level]);
    if (level == 1)
        return rank;
    struct str area = pick(areas, COUNT_OF(areas), n);
    if (level == 2)
        return arena_fmt(a, "%.*s %.*s", STR_ARG(rank), STR_ARG(area));
    struct str domain = pick(domains, COUNT_OF(domains), n * 7 + (size_t)level);
    struct str part = pick(parts, COUNT_OF(parts), n / COUNT_OF(domains) + n);
    return arena_fmt(a, "%.*s %.*s %.*s", STR_ARG(rank), STR_ARG(domain), STR_ARG(part));
}

struct str name_of_job(struct dice *d)
{
    return pick(jobs, COUNT_OF(jobs), dice_u64(d));
}

struct str name_of_team(struct arena *a, size_t n)
{
    const size_t round = COUNT_OF(domains) * COUNT_OF(parts); /* 35 x 20 */
    if (n == 3)
        return STR("R&D <Core>, \"Edge\"");
    struct str domain = pick(domains, COUNT_OF(domains), n);
    struct str part = pick(parts, COUNT_OF(parts), n / COUNT_OF(domains));
    if (n < round)
        return arena_fmt(a, "%.*s %.*s", STR_ARG(domain), STR_ARG(part));
    return arena_fmt(a, "%.*s %.*s %zu", STR_ARG(domain), STR_ARG(part), n / round + 1);
}

/* The templates are ours: a team's name goes in for %s, a number for %u. */
static void fill(struct out *o, const char *pattern, struct str team, unsigned number)
{
    for (const char *p = pattern; *p; p++) {
        if (p[0] == '%' && p[1] == 's')
            out_str(o, team);
        else if (p[0] == '%' && p[1] == 'u')
            out_i64(o, number);
        else {
            out_char(o, *p);
            continue;
        }
        p++;
    }
}

struct str name_of_incident(struct arena *a, struct dice *d, struct str team)
{
    if (dice_chance(d, params.hostile_title))
        return name_hostile(dice_below(d, COUNT_OF(hostiles)));
    struct out o = out_of(a);
    fill(&o, troubles[dice_below(d, COUNT_OF(troubles))], team, (unsigned)dice_below(d, 400));
    return out_done(&o);
}

const char *name_of_source(struct dice *d)
{
    return sources[dice_below(d, COUNT_OF(sources))];
}
