// Every route that the studio calls, one file a resource.
export * from "./journeys";
export * from "./session";
