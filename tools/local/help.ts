/** What `npm start -- help` says. */
export const help = `
  npm start                       starts the bank and stays; Ctrl-C stops it
  npm start -- --detach           starts it in the background; npm stop stops it
  npm stop                        stops the bank of this state
  npm run reset                   forgets its data
  npm run admin -- create …       makes an officer; also: tenant …, reactivate …, history <file>
  npm run keys -- rotate          makes a new signing key; also: list, rewrap
  npm run card-keys -- rotate     seals all card numbers with new data keys; also: rewrap
  npm run books                   proves the books
  npm run reconcile               our books and the other bank's statement of yesterday; -- 2026-01-31
  npm run letters                 dead letters: list, -- show TOPIC, -- replay TOPIC
  npm test                        everything that is tested
  npm run torture                 kills every part at random under load, and judges; -- --rounds N --seed S
  npm run bench                   measures the bank beside its baseline; -- --quick, -- --growth
  node tools/start.mjs parts      only PostgreSQL, Redis and Kafka, to run single specs by hand

  STATE_DIR     where the bank keeps its data (.local)
  GATEWAY_PORT  the port of the gateway (8080)
  PORT_BASE     the first port of everything else (3000)
`;
