// list.mjs: the pages that every check of the browser walks: [name, path, status].

/** A page of each kind, errors included. */
export function pages(answer) {
  const below = answer.panels.below.rows[0];
  return [
    ['home', '/', 200], ['overview', '/overview', 200], ['health', '/health', 200],
    ['org', `/overview?org=o${below.number}`, 200],
    ['sms', '/overview?range=7d&ch=sms', 200],
    ['hours', '/overview?range=24h', 200],
    ['own', '/overview?tz=own', 200],
    ['empty', '/overview?from=2020-01-01&to=2020-01-07', 200],
    ['unknown', '/overview?team=t99999', 200],
    ['panel', '/overview~hours', 200],
    ['words', '/overview?urg=high&carrier=T-Mobile%20USA%2C%20Inc.&why=initial&ack=any&q=disk', 200],
    ['explore', '/explore?cmp=prev&by=team&m=acceptance&bin=day&n=25', 200],
    ['total', '/explore', 200],
    ['rows', '/explore~rows?by=source&m=noise', 200],
    ['facets', '/explore~facets', 200],
    ['incidents', '/incidents', 200], ['unanswered', '/incidents?range=7d&sort=unanswered&n=25', 200], ['channels', '/channels', 200], ['delay', '/channels~delay', 200], ['escalations', '/escalations', 200], ['waits', '/escalations~waits', 200],
    ['week', `/report/weekly?org=o${below.number}`, 200], ['month', '/report/leadership', 200], ['shift', '/report/handoff?team=t1001', 200],
    ['shifts', '/report/handoff', 200], ['unheld-week', '/report/weekly?from=2020-01-06&to=2020-01-12', 200],
    ['definitions', '/definitions', 200],
    ['find', '/find?q=co', 200], ['box', '/find', 200], ['tree', '/org', 200], ['node', `/org/o${below.number}`, 200],
    ['teams', '/teams', 200], ['teams-sorted', '/teams?range=7d&sort=-night&n=25', 200], ['team', '/team/t1001', 200], ['roster', '/team/t1001~roster', 200],
    ['fairness', '/team/t1001~fairness?range=24h', 200], ['people', '/people', 200], ['weeks', `/person/p${below.id}~weeks?range=12mo`, 200],
    ['person', `/person/p${below.id}`, 200], ['incident', '/incident/INC0000000294', 200], ['nobody', '/person/pnobody', 404],
    ['nogroup', '/explore?by=outcome&m=acceptance', 400], ['nocursor', '/explore?by=team&after=AAB3f0', 400],
    ['bad', '/overview?chanel=sms&ch=smoke&org=%3Cscript%3E', 400],
    ['missing', '/nothing', 404], ['retired', '/g/00000000/overview', 410],
  ];
}
