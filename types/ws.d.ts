// The types of ws are a package of their own.

declare module "ws" {
  export * from "npm:@types/ws@8";
}
